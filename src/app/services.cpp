#include "app/services.h"

#include <fmt/format.h>

#include <filesystem>
#include <stdexcept>

#include "app/celery_announcer.h"
#include "app/key_rotation.h"
#include "app/server_secret.h"
#include "core/enum_names.h"
#include "platform/async/block_on.h"
#include "platform/crypto/digest.h"
#include "platform/db/file_access.h"

namespace foyer::app {
namespace {

/// HS256 is the original's: signed with SECRET_KEY itself, so services that know it can verify. All other algorithms
/// have keys of their own in the database.
crypto::KeySet load_keys(const Settings& settings, db::Database& db, const Secret& secret, Keyring* keyring) {
  if (keyring == nullptr) {
    const auto key = crypto::SigningKey::load(settings.algorithm, secret);
    if (!key) throw WrongSettings{"SECRET_KEY cannot be used for HS256: it needs at least 32 bytes"};
    return {key, {key}};
  }
  auto keys = block_on(db.transact(*keyring, &Keyring::load));
  if (!keys) throw std::runtime_error{std::string{detail_of(keys.error())}};
  return std::move(*keys);
}

std::unique_ptr<tasks::Announcer> make_announcer(const Settings& settings, crypto::Random& random) {
  return settings.redis ? std::make_unique<CeleryAnnouncer>(settings.redis->copy(), random) : nullptr;
}

std::unique_ptr<mail::Mailer> make_mailer(const Settings& settings) {
  if (!settings.smtp) return std::make_unique<mail::CaptureMailer>();
  mail::SmtpOptions options{.host = settings.smtp->host,
                            .port = settings.smtp->port,
                            .user = settings.smtp->user,
                            .password = settings.smtp->password.copy(),
                            .use_tls = settings.smtp->use_tls,
                            .from = settings.smtp->from,
                            .ca_file = settings.smtp->ca_file};
  return std::make_unique<mail::SmtpMailer>(std::move(options));
}

schema::Rules rules_of(const Settings& settings) {
  schema::Rules rules;
  rules.add<NewPassword>([wanted_rules = settings.auth.password_rules](const NewPassword& wanted) {
    return weakness_of(wanted.value.secret().reveal(), wanted_rules);
  });
  if (!settings.allow_smtputf8) {
    rules.add<Email>([](const Email& email) {
      return email.needs_smtputf8() ? std::optional{international_local_part()} : std::nullopt;
    });
  }
  return rules;
}

ShellOptions shell_options(const Settings& settings) {
  const PasswordPolicy policy = settings.auth.password_rules.policy;
  return {.password_policy = std::string{enum_name(policy)},
          .password_min_length = min_length_of(policy),
          .mail_captured = !settings.smtp,
          .erasure_wait = settings.rights.erasure_wait};
}

std::unique_ptr<db::Database> open_database(const Settings& settings) {
  if (!settings.postgres) return db::open_sqlite(settings.database);
  const db::PostgresOptions& wanted = *settings.postgres;
  return db::open_postgres({.url = wanted.url.copy(),
                            .pool = wanted.pool,
                            .timeout = wanted.timeout,
                            .patience = wanted.patience,
                            .max_waiting = wanted.max_waiting});
}

void require_file(const std::filesystem::path& file) {
  std::error_code unseen;
  const bool there = std::filesystem::exists(file, unseen);
  if (unseen == std::errc::permission_denied) {
    throw std::runtime_error{fmt::format("cannot open the database {}: {}; {}", file.string(), unseen.message(),
                                         db::remedy_for_denied(file))};
  }
  if (!there) {
    throw std::runtime_error{fmt::format(
        "there is no database {}; name another by DATABASE_URL or DATA_DIR, or make it: foyer migrate upgrade head",
        file.string())};
  }
}

}  // namespace

std::string place_of_data(const Settings& settings) {
  return settings.postgres ? "PostgreSQL " + db::place_of(*settings.postgres) : settings.database.file.string();
}

Storage::Storage(const Settings& settings, const Clock& clock)
    : db{open_database(settings)}, migrator{*db, clock, db::built_in_migrations(db->dialect())} {}

Storage open_storage(const Settings& settings, const Clock& clock) {
  if (!settings.postgres) require_file(settings.database.file);
  return Storage{settings, clock};
}

Storage make_storage(const Settings& settings, const Clock& clock) {
  make_data_dir(settings);
  return Storage{settings, clock};
}

std::optional<Secret> find_secret_of(const Settings& settings, Storage& storage) {
  auto secret = find_secret(settings);
  if (!secret && block_on(storage.db->read(&Keyring::holds_keys))) miss_secret(settings);
  // Under HS256 keys in the database are those of a former algorithm, and a new SECRET_KEY is how one rotates.
  if (!secret || settings.algorithm == crypto::Algorithm::hs256) return secret;
  SystemClock clock;
  crypto::SystemRandom random;
  Keyring keyring = make_keyring(settings, *secret, clock, random);
  if (!block_on(storage.db->read(keyring, &Keyring::fits)))
    throw WrongSettings{std::string{sealed_with_another_secret}};
  return secret;
}

Secret secret_of(const Settings& settings, Storage& storage, crypto::Random& random) {
  auto secret = find_secret_of(settings, storage);
  return secret ? std::move(*secret) : make_secret(settings, random);
}

void require_head(Storage& storage) {
  const auto fit = block_on(storage.migrator.check());
  if (!fit) throw std::runtime_error{std::string{detail_of(fit.error())}};
  const auto applied = block_on(storage.migrator.history());
  if (applied.empty()) throw std::runtime_error{"there is no schema yet; run: foyer migrate upgrade head"};
  if (applied.front().number != storage.migrator.head()) {
    throw std::runtime_error{"the database is older than this binary; run: foyer migrate upgrade head"};
  }
}

std::unique_ptr<crypto::PepperedHasher> peppered(const Settings& settings, crypto::PasswordHasher& inner,
                                                 crypto::Random& random) {
  if (settings.pepper.empty()) return nullptr;
  std::vector<Secret> peppers;
  peppers.push_back(settings.pepper.copy());
  if (!settings.previous_pepper.empty()) peppers.push_back(settings.previous_pepper.copy());
  return std::make_unique<crypto::PepperedHasher>(inner, std::move(peppers), random);
}

void require_pepper(Storage& storage, const crypto::PepperedHasher* hasher) {
  // The newest account's stands for all: a table of millions is not read at every start.
  const auto newest = block_on(storage.db->read(&Passwords::newest));
  if (!newest || !crypto::is_peppered(*newest) || (hasher != nullptr && hasher->opens(*newest))) return;
  throw WrongSettings{"the passwords in the database are sealed with another PASSWORD_PEPPER; set that one"};
}

Services::Services(const Settings& settings, Storage& storage, const Secret& secret, const Clock& clock,
                   crypto::Random& random, crypto::PasswordHasher* hasher)
    : accounts{clock},
      plain_hasher{settings.hash_cost, random},
      peppered_hasher{peppered(settings, hasher != nullptr ? *hasher : plain_hasher, random)},
      hash_pool{settings.hash_pool, peppered_hasher     ? static_cast<crypto::PasswordHasher&>(*peppered_hasher)
                                    : hasher != nullptr ? *hasher
                                                        : plain_hasher},
      passwords{hash_pool, clock},
      verification{settings.verification, crypto::derive_key(secret, "foyer/one-time-tokens"), clock, random},
      sessions{settings.sessions, crypto::derive_key(secret, "foyer/refresh-tokens"), clock, random},
      profiles{*storage.db, clock},
      devices{crypto::derive_key(secret, "foyer/known-devices"), clock},
      limits{crypto::derive_key(secret, "foyer/limits"), clock},
      shared_limits{settings.redis ? std::make_unique<SharedLimits>(settings.redis->copy(),
                                                                    crypto::derive_key(secret, "foyer/limits"), clock)
                                   : nullptr},
      guesses{settings.guesses, crypto::derive_key(secret, "foyer/password-guesses"), clock},
      audit{crypto::derive_key(secret, "foyer/audit"), clock, random},
      guard{settings.guard, {*storage.db, limits, guesses, devices, audit, shared_limits.get()}},
      links{crypto::derive_key(secret, "foyer/link-requests"),
            {*storage.db, accounts, passwords, verification, audit, clock, random}},
      keyring{settings.algorithm == crypto::Algorithm::hs256
                  ? nullptr
                  : std::make_unique<Keyring>(make_keyring(settings, secret, clock, random))},
      access_tokens{settings.access_tokens, load_keys(settings, *storage.db, secret, keyring.get()), clock, random},
      key_watch{keyring ? std::make_unique<KeyWatch>(KeyWatch::Parts{*storage.db, *keyring, audit, access_tokens})
                        : nullptr},
      mailer{make_mailer(settings)},
      captured{dynamic_cast<mail::CaptureMailer*>(mailer.get())},
      mails{settings.mail, {*storage.db, accounts, verification, sessions, *mailer, clock}},
      cleanup{{*storage.db, verification, sessions, limits, guesses, devices, clock}},
      worker{{}, *storage.db, clock, random, make_announcer(settings, random)},
      auth{settings.auth,
           {*storage.db, accounts, passwords, verification, sessions, profiles, access_tokens, guard, devices, audit,
            links, worker, clock}},
      page_sessions{auth, settings.sessions.idle_lifetime},
      rights{settings.rights,
             {*storage.db, accounts, passwords, verification, sessions, devices, guard, audit, worker, clock}},
      exports{crypto::derive_key(secret, "foyer/exports"),
              {*storage.db, accounts, passwords, verification, sessions, profiles, devices, audit, worker, clock,
               random, settings.brand.name}},
      erasure{{*storage.db, accounts, audit, exports}},
      api{[this](std::string_view token) { return auth.identify(std::string{token}); }, rules_of(settings)},
      shell{shell_options(settings), settings.brand},
      pages{shell, auth, api.rules()},
      rights_pages{shell, rights, api.rules()} {
  mount(api, auth, page_sessions, pages);
  mount(api, profiles);
  mount(api, rights, exports);
  offer_jobs([this](std::string name, tasks::JobHandler handler) { worker.on(std::move(name), std::move(handler)); });
  if (settings.redis) return;  // the beats of the fleet see to it
  for (const Periodic& work : periodic_work(settings)) worker.every(work.interval, work.job);
}

void Services::offer_jobs(const std::function<void(std::string, tasks::JobHandler)>& on) {
  on(send_email_job, [this](tasks::Job job) { return mails.send(std::move(job)); });
  on(link_request_job, [this](tasks::Job job) { return links.answer(std::move(job)); });
  on(cleanup_job, [this](tasks::Job job) { return cleanup.run(std::move(job)); });
  if (key_watch) on(rotate_keys_job, [this](tasks::Job job) { return key_watch->keep(std::move(job)); });
  on(export_job, [this](tasks::Job job) { return exports.build(std::move(job)); });
  on(erasure_job, [this](tasks::Job job) { return erasure.run(std::move(job)); });
}

std::vector<Periodic> periodic_work(const Settings& settings) {
  std::vector<Periodic> work{{cleanup_job, settings.cleanup_interval}, {erasure_job, std::chrono::hours{1}}};
  if (settings.algorithm != crypto::Algorithm::hs256) work.push_back({rotate_keys_job, rotate_keys_interval});
  return work;
}

Services::~Services() = default;

}  // namespace foyer::app
