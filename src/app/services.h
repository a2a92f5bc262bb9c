#pragma once
// Everything a process needs, made in the order of its dependencies and destroyed in the reverse. The composition root:
// the only place that knows which implementation stands behind an interface.

#include <functional>
#include <memory>

#include "accounts/accounts.h"
#include "app/key_watch.h"
#include "app/settings.h"
#include "auth/auth.h"
#include "auth/cleanup.h"
#include "auth/page_sessions.h"
#include "auth/pages.h"
#include "mails/mails.h"
#include "platform/crypto/pepper.h"
#include "platform/db/migrate.h"
#include "platform/http/openapi.h"
#include "platform/mail/capture.h"
#include "platform/tasks/worker.h"
#include "rights/erasure.h"
#include "rights/exports.h"
#include "rights/pages.h"
#include "rights/rights.h"
#include "sessions/keyring.h"

namespace foyer::app {

/// What commands on the database need; the schema is as it is found.
struct Storage {
  Storage(const Settings&, const Clock&);

  std::unique_ptr<db::Database> db;
  db::Migrator migrator;
};

/// Where the accounts live, for people; without a password.
std::string place_of_data(const Settings&);
/// Throws std::runtime_error with one sentence if it cannot be opened; a file that is not there is not made.
Storage open_storage(const Settings&, const Clock&);
/// The same, with a new file and DATA_DIR if there is none.
Storage make_storage(const Settings&, const Clock&);
/// The secret of this database: what find_secret() finds, if it opens the keys that are there. Throws WrongSettings
/// with one sentence if it does not, or if there is none and keys need one: with another secret nobody could sign in,
/// and the audit trail would break.
std::optional<Secret> find_secret_of(const Settings&, Storage&);
/// The same, made where there is none: accounts may be made before the first start.
Secret secret_of(const Settings&, Storage&, crypto::Random&);
/// Throws std::runtime_error with one sentence unless the schema is at this binary's head.
void require_head(Storage&);

/// What `foyer serve` runs; the schema must be at head. Throws std::runtime_error with one sentence.
struct Services {
  /// `hasher`: used instead of one of the settings' cost, if there is one; it outlives the services.
  Services(const Settings&, Storage&, const Secret& secret, const Clock&, crypto::Random&,
           crypto::PasswordHasher* hasher = nullptr);
  ~Services();

  /// Tells `on` of every kind of background work and who does it.
  void offer_jobs(const std::function<void(std::string, tasks::JobHandler)>& on);

  Accounts accounts;
  crypto::SystemPasswordHasher plain_hasher;
  std::unique_ptr<crypto::PepperedHasher> peppered_hasher;  ///< null without a pepper
  crypto::HashPool hash_pool;
  Passwords passwords;
  Verification verification;
  Sessions sessions;
  Profiles profiles;
  Devices devices;
  Limits limits;
  std::unique_ptr<SharedLimits> shared_limits;  ///< null outside of a fleet
  Guesses guesses;
  Audit audit;
  Guard guard;
  LinkRequests links;
  std::unique_ptr<Keyring> keyring;  ///< null with HS256, whose one key is SECRET_KEY
  AccessTokens access_tokens;
  std::unique_ptr<KeyWatch> key_watch;  ///< null with HS256
  std::unique_ptr<mail::Mailer> mailer;
  mail::CaptureMailer* captured;  ///< null when mail is really sent
  Mails mails;
  Cleanup cleanup;
  tasks::Worker worker;
  Auth auth;
  PageSessions page_sessions;
  Rights rights;
  Exports exports;
  Erasure erasure;
  http::Api api;
  Shell shell;
  Pages pages;
  RightsPages rights_pages;
};

/// Work that is due once per interval.
struct Periodic {
  const char* job;
  std::chrono::seconds interval;
};
std::vector<Periodic> periodic_work(const Settings&);

/// Null if no pepper is set.
std::unique_ptr<crypto::PepperedHasher> peppered(const Settings&, crypto::PasswordHasher& inner, crypto::Random&);
/// Throws std::runtime_error with one sentence if stored hashes are sealed with a pepper that is not set: nobody could
/// sign in, and the time of the answers would say so.
void require_pepper(Storage&, const crypto::PepperedHasher*);

/// The typed routes alone, for `foyer openapi` too.
http::DocumentInfo document_info();

}  // namespace foyer::app
