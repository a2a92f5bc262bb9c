#pragma once
// Every setting of the server, composed of the rooms' own options. Read once at start-up; all mistakes at once.

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "app/metrics_site.h"
#include "auth/auth.h"
#include "guard/guard.h"
#include "mails/mails.h"
#include "pages/brand.h"
#include "passwords/rules.h"
#include "platform/config/settings.h"
#include "platform/crypto/hash_pool.h"
#include "platform/db/postgres.h"
#include "platform/db/sqlite.h"
#include "platform/http/server.h"
#include "platform/mail/smtp.h"
#include "platform/observe/log.h"
#include "platform/redis/redis.h"
#include "rights/rights.h"

namespace foyer::app {

/// What was set cannot work, and to start again does not help: commands end with 2.
struct WrongSettings : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Settings {
  http::ServerOptions server;
  std::filesystem::path data_dir;
  db::SqliteOptions database;
  std::optional<db::PostgresOptions> postgres;  ///< takes the place of `database`
  std::optional<redis::Options> redis;          ///< one of a fleet
  std::string open_file;                        ///< one with secrets that others can read; empty: there is none
  Secret secret_key;                            ///< empty: use the file in data_dir, made on first start
  crypto::Algorithm algorithm = crypto::Algorithm::es256;
  AccessTokenOptions access_tokens;
  bool named = true;                   ///< by FRONTEND_URL or ISSUER, not only by its own address
  std::chrono::days key_rotation{90};  ///< 0: never by itself
  SessionPolicy sessions;
  VerificationOptions verification;
  crypto::HashCost hash_cost;
  crypto::HashPoolOptions hash_pool;
  Secret pepper;           ///< empty: hashes are not sealed
  Secret previous_pepper;  ///< opens what the pepper before this one sealed
  AuthOptions auth;
  RightsOptions rights;
  GuardOptions guard;
  GuessPolicy guesses;
  Brand brand;
  MailOptions mail;
  bool allow_smtputf8 = false;            ///< addresses with a local part outside ASCII
  std::optional<mail::SmtpOptions> smtp;  ///< nothing: mail is captured
  std::chrono::seconds cleanup_interval{3600};
  log::Level log_level = log::Level::info;
  log::Format log_format = log::Format::text;
  MetricsOptions metrics;
};

/// Registers and reads them all; `reader` then knows the mistakes.
Settings read_settings(config::Reader& reader);

/// Throws WrongSettings if the server cannot speak TLS with the files that are set.
void require_usable_tls(const Settings&);

}  // namespace foyer::app
