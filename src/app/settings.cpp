#include "app/settings.h"

#include <fmt/format.h>

#include <boost/asio/ip/address.hpp>
#include <thread>

#include "app/own_url.h"
#include "app/published_secrets.h"
#include "passwords/strength.h"
#include "platform/crypto/digest.h"
#include "platform/crypto/encoding.h"
#include "platform/http/tls.h"
#include "platform/limits/limit_text.h"
#include "platform/mail/mime.h"

namespace foyer::app {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t min_secret = 32;

void require_file(config::Reader& read, std::string_view name, const std::string& path) {
  if (!std::filesystem::is_regular_file(path)) read.mistake(name, fmt::format("'{}' is no file", path));
}

void read_listener(config::Reader& read, Settings& out) {
  read.section("Listening");
  out.server.host = read.text({"HOST", "Address to listen on."}, "127.0.0.1");
  boost::system::error_code no_address;
  boost::asio::ip::make_address(out.server.host, no_address);
  if (no_address && out.server.host != "localhost") {
    read.mistake("HOST", "write an IP address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them");
  }
  out.server.port =
      static_cast<std::uint16_t>(read.integer({"PORT", "TCP port to listen on."}, 8000, {1, 65'535, "a port"}));
  const auto cores = static_cast<std::int64_t>(std::max(1U, std::thread::hardware_concurrency()));
  out.server.threads = static_cast<unsigned>(
      read.integer({"IO_THREADS", "Threads that serve requests; 0 means one per core."}, 0, {0, 256}));
  if (out.server.threads == 0) out.server.threads = static_cast<unsigned>(cores);
  const auto certificate = read.text({"TLS_CERT_FILE", "PEM certificate chain; with it the server speaks HTTPS."});
  const auto key = read.text({"TLS_KEY_FILE", "PEM private key of TLS_CERT_FILE."});
  if (certificate.empty() != key.empty()) {
    read.mistake(certificate.empty() ? "TLS_CERT_FILE" : "TLS_KEY_FILE",
                 "set both TLS_CERT_FILE and TLS_KEY_FILE, or neither");
  }
  if (certificate.empty() || key.empty()) return;
  require_file(read, "TLS_CERT_FILE", certificate);
  require_file(read, "TLS_KEY_FILE", key);
  out.server.tls = http::TlsFiles{certificate, key};
}

/// What stands between us and a browser: proxies we believe, and sites that may read our answers.
void read_neighbours(config::Reader& read, Settings& out) {
  auto proxies = http::TrustedProxies::parse(
      read.list({"TRUSTED_PROXIES",
                 "Addresses and ranges, between commas, of the proxies whose X-Forwarded-For and X-Forwarded-Proto are "
                 "believed, such as 10.0.0.0/8; empty means nobody's."}));
  if (proxies)
    out.server.trusted_proxies = std::move(*proxies);
  else
    read.mistake("TRUSTED_PROXIES", proxies.error());
  auto origins = http::CorsOrigins::parse(
      read.list({"CORS_ORIGINS",
                 "Web sites, between commas, whose pages may call the API from browsers, such as "
                 "https://cinema.example; empty means none."}));
  if (origins)
    out.server.cors_origins = std::move(*origins);
  else
    read.mistake("CORS_ORIGINS", origins.error());
}

void read_storage(config::Reader& read, Settings& out) {
  read.section("Data");
  out.data_dir = read.text({"DATA_DIR", "Folder of the database and of the server's own secret."}, "data");
  const auto url =
      read.text({"DATABASE_URL",
                 "Where accounts live: sqlite:///file, or postgresql://user:password@host:port/name with "
                 "libpq's parameters; sslmode is verify-full off this machine. Empty means foyer.db in DATA_DIR."});
  constexpr std::string_view scheme = "sqlite:///";
  db::PostgresOptions postgres;
  postgres.pool = static_cast<std::size_t>(read.integer(
      {"DATABASE_POOL", "Most connections of this process to PostgreSQL."}, 16, {1, 1'000, "a number of connections"}));
  postgres.timeout = read.seconds(
      {"DATABASE_TIMEOUT", "Longest that PostgreSQL works on one statement or waits for a lock; then 503."},
      std::chrono::floor<std::chrono::seconds>(postgres.timeout), {1s, 600s});
  if (url.empty()) {
    out.database.file = out.data_dir / "foyer.db";
  } else if (url.starts_with(scheme) && url.size() > scheme.size()) {
    out.database.file = url.substr(scheme.size());
  } else if (!db::is_postgres_url(url)) {
    read.mistake("DATABASE_URL",
                 "write sqlite:/// and a file, such as sqlite:///data/foyer.db, or "
                 "postgresql://user:password@host:port/name");
  } else if (const auto mistake = db::mistake_in_postgres_url(url)) {
    read.mistake("DATABASE_URL", *mistake);
  } else {
    postgres.url = Secret{std::string_view{url}};
    out.postgres = std::move(postgres);
  }
  const Secret redis_url = read.secret({"REDIS_URL",
                                        "redis://user:password@host:port/database, or rediss:// for TLS: makes this "
                                        "process one of a fleet, whose background work `foyer worker` and `foyer beat` "
                                        "do; empty means that `foyer serve` does it."});
  if (!redis_url.empty()) {
    out.redis = redis::parse_url(redis_url.reveal());
    if (!out.redis)
      read.mistake("REDIS_URL", "write redis://host:port/0, with user:password@ before the host if needed");
  }
  out.cleanup_interval =
      read.seconds({"TOKEN_CLEANUP_INTERVAL", "How often expired tokens and sessions are deleted."}, 3600s, {1s});
}

void read_rights(config::Reader& read, Settings& out) {
  out.rights.erasure_wait = read.days(
      {"ACCOUNT_ERASURE_DAYS", "Between a viewer closing an account and its erasure; a login meanwhile keeps it."},
      std::chrono::days{14}, {std::chrono::days{1}, std::chrono::days{90}});
}

void read_tokens(config::Reader& read, Settings& out) {
  read.section("Tokens");
  out.secret_key = read.secret({"SECRET_KEY",
                                "The server's secret, at least 32 bytes, from `openssl rand -hex 32`; empty means one "
                                "made on first start and kept in DATA_DIR."},
                               min_secret);
  if (!out.secret_key.empty() && is_published_secret(out.secret_key.reveal())) {
    read.mistake("SECRET_KEY",
                 "this is a published sample, or as easy to guess; make your own with `openssl rand -hex 32`");
  }
  out.algorithm = read.choice<crypto::Algorithm>({"ALGORITHM", "Signature of access tokens."}, "ES256",
                                                 {{"ES256", crypto::Algorithm::es256},
                                                  {"HS256", crypto::Algorithm::hs256},
                                                  {"EdDSA", crypto::Algorithm::eddsa},
                                                  {"RS256", crypto::Algorithm::rs256}});
  if (out.algorithm == crypto::Algorithm::hs256 && out.secret_key.empty()) {
    read.mistake("ALGORITHM", "HS256 signs with SECRET_KEY, so set that too, or use ES256");
  }
  out.key_rotation =
      read.days({"KEY_ROTATION_DAYS", "Age at which the key that signs access tokens is replaced; 0 means never."},
                std::chrono::days{90}, {std::chrono::days{0}, std::chrono::days{3650}});
  out.access_tokens.lifetime =
      read.minutes({"ACCESS_TOKEN_EXPIRE_MINUTES", "Life of an access token."}, 30min, {1min, 24h});
  out.verification.activation_lifetime =
      read.minutes({"VERIFY_TOKEN_EXPIRE_MINUTES", "Life of an activation link."}, 30min, {1min, 7 * 24h});
  out.verification.reset_lifetime = read.hours(
      {"PASSWORD_RESET_TOKEN_EXPIRE_HOURS", "Life of a password-reset link; never more than an hour."}, 1h, {1h, 1h});
  out.sessions.idle_lifetime =
      read.hours({"REFRESH_TOKEN_EXPIRE_HOURS", "A session unused for this long ends."}, 24h, {1h, 90 * 24h});
  out.sessions.absolute_lifetime = read.days({"SESSION_MAX_DAYS", "However busy, a session ends after this."},
                                             std::chrono::days{30}, {std::chrono::days{1}, std::chrono::days{365}});
  out.sessions.reuse_leeway = read.seconds(
      {"REFRESH_REUSE_LEEWAY_SECONDS", "A repeated refresh within this gets the same answer instead of a sign-out."},
      10s, {0s, 60s});
  out.access_tokens.issuer = read.text({"ISSUER", "Claim iss of access tokens; empty means FRONTEND_URL."});
  out.access_tokens.audience = read.text({"AUDIENCE", "Claim aud of access tokens."}, "foyer");
}

void read_passwords(config::Reader& read, Settings& out) {
  read.section("Passwords");
  out.auth.password_rules.policy =
      read.choice<PasswordPolicy>({"PASSWORD_POLICY", "legacy: 8 characters of four kinds; nist: 15 of any."}, "legacy",
                                  {{"legacy", PasswordPolicy::legacy}, {"nist", PasswordPolicy::nist}});
  out.auth.password_rules.min_strength = static_cast<int>(
      read.integer({"PASSWORD_MIN_STRENGTH", "Least zxcvbn score of a new password; 0 means it is not asked for."}, 0,
                   {0, strongest}));
  if (out.auth.password_rules.min_strength > 0 && !strength_is_available()) {
    read.mistake("PASSWORD_MIN_STRENGTH",
                 "the estimate needs a library that is not here; install libzxcvbn0, or use 0");
  }
  out.hash_cost.scheme = read.choice<crypto::PasswordScheme>(
      {"PASSWORD_SCHEME", "How new passwords are hashed; older hashes are upgraded at login."}, "bcrypt",
      {{"bcrypt", crypto::PasswordScheme::bcrypt_sha256}, {"argon2id", crypto::PasswordScheme::argon2id}});
  out.hash_cost.bcrypt_rounds = static_cast<unsigned>(
      read.integer({"BCRYPT_COST", "log2 of bcrypt's rounds; each step doubles the time."}, 12, {4, 16}));
  out.pepper = read.secret(
      {"PASSWORD_PEPPER", "Seals password hashes; at least 32 bytes, kept apart from the database. Never lose it."},
      min_secret);
  out.previous_pepper = read.secret(
      {"PASSWORD_PEPPER_PREVIOUS", "The pepper before this one, while hashes under it are upgraded at login."},
      min_secret);
  if (out.pepper.empty() && !out.previous_pepper.empty()) {
    read.mistake("PASSWORD_PEPPER_PREVIOUS", "a previous pepper needs a present one in PASSWORD_PEPPER");
  }
  out.hash_pool.threads = static_cast<unsigned>(
      read.integer({"HASH_THREADS", "Threads that hash passwords; 0 means one per core."}, 0, {0, 256}));
  out.hash_pool.queue = static_cast<std::size_t>(
      read.integer({"HASH_QUEUE", "Hashes that may wait; one more is answered 503."}, 256, {1, 100'000}));
  out.auth.reveal_accounts = read.flag(
      {"COMPAT_REVEAL_ACCOUNTS", "Answer as the original did, which tells strangers who is registered."}, false);
}

Limit read_limit(config::Reader& read, const config::About& about, const Limit& fallback) {
  const std::string text = read.text(about, to_text(fallback));
  const auto limit = parse_limit(text, fallback);
  if (!limit)
    read.mistake(about.name, fmt::format("'{}' is no limit; write uses/time, such as {}", text, to_text(fallback)));
  return limit.value_or(fallback);
}

void read_limits(config::Reader& read, Settings& out) {
  read.section("Limits");
  GuardOptions& guard = out.guard;
  out.guesses.free = read.integer(
      {"LIMIT_PASSWORD_FAILURES", "Wrong passwords in a row for one address before each further one has to wait."}, 10,
      {1, 100});
  out.guesses.most = read.integer(
      {"LIMIT_PASSWORD_FAILURES_MOST", "Wrong passwords in a row after which only a password reset helps."}, 100,
      {10, 100, "10 to 100 (NIST SP 800-63B-4, section 3.2.2)"});
  guard.login =
      read_limit(read, {"LIMIT_LOGIN", "Logins from one source, as uses/time; off warns at start."}, guard.login);
  guard.registration = read_limit(read, {"LIMIT_REGISTER", "Registrations from one source."}, guard.registration);
  guard.mails_hourly = read_limit(read, {"LIMIT_MAIL", "Mails of one kind to one address."}, guard.mails_hourly);
  guard.mails_daily = read_limit(read, {"LIMIT_MAIL_DAILY", "The same, over a longer time."}, guard.mails_daily);
  guard.mail_requests = read_limit(
      read, {"LIMIT_MAIL_REQUESTS", "Requests for reset and activation mails from one source."}, guard.mail_requests);
  guard.token_tries =
      read_limit(read, {"LIMIT_TOKEN_TRIES", "Uses of mailed links from one source."}, guard.token_tries);
  const Limit refreshes = read_limit(read, {"LIMIT_REFRESH", "Refreshes of one session."},
                                     {"refresh", out.sessions.refreshes, out.sessions.refresh_window});
  out.sessions.refreshes = refreshes.quota;
  out.sessions.refresh_window = refreshes.window;
}

void read_mail(config::Reader& read, Settings& out) {
  read.section("Mail");
  out.mail.frontend_url =
      read.url({"FRONTEND_URL", "Base of the links in mails; empty means this server's own address."}, "",
               {.schemes = {"http", "https"}});
  if (out.mail.frontend_url.find_first_of("?#") != std::string::npos) {
    read.mistake("FRONTEND_URL", "write it without query and fragment: links are made by adding a path");
  }
  out.named = !out.mail.frontend_url.empty() || !out.access_tokens.issuer.empty();
  if (out.mail.frontend_url.empty()) out.mail.frontend_url = own_url(out.server, out.server.port);
  while (out.mail.frontend_url.ends_with('/')) out.mail.frontend_url.pop_back();
  if (out.access_tokens.issuer.empty()) out.access_tokens.issuer = out.mail.frontend_url;

  mail::SmtpOptions smtp;
  smtp.host = read.text({"EMAIL_HOST", "SMTP server; empty means mail is captured and shown at /dev/mail."});
  smtp.port = static_cast<std::uint16_t>(
      read.integer({"EMAIL_PORT", "SMTP port; 465 means TLS from the first byte."}, 587, {1, 65'535, "a port"}));
  smtp.user = read.text({"EMAIL_HOST_USER", "SMTP user name; empty means no sign-in."});
  smtp.password = read.secret({"EMAIL_HOST_PASSWORD", "SMTP password."});
  smtp.use_tls = read.flag({"EMAIL_USE_TLS", "Require STARTTLS."}, true);
  smtp.from =
      read.text({"EMAIL_FROM", "Sender, such as Cinema <no-reply@cinema.example>; empty means EMAIL_HOST_USER."});
  if (smtp.from.empty()) smtp.from = smtp.user;
  out.allow_smtputf8 = read.flag(
      {"EMAIL_ALLOW_SMTPUTF8", "Take addresses such as олена@example.com; EMAIL_HOST must offer SMTPUTF8."}, false);
  if (smtp.host.empty()) return;
  if (!mail::is_host(smtp.host)) {
    read.mistake("EMAIL_HOST",
                 "write a host name or an address alone, such as mail.cinema.example; EMAIL_PORT is apart");
  }
  if (!mail::parse_sender(smtp.from)) {
    read.mistake("EMAIL_FROM", "set the sender's address, such as no-reply@cinema.example");
  }
  out.smtp = std::move(smtp);
}

void read_picture_setting(config::Reader& read, const config::About& about, std::size_t max_bytes,
                          std::optional<Picture>& out) {
  const std::string file = read.text(about);
  if (file.empty()) return;
  auto picture = read_picture(file, max_bytes);
  if (picture)
    out = std::move(*picture);
  else
    read.mistake(about.name, picture.error());
}

void read_mail_logo(config::Reader& read, Settings& out) {
  constexpr const char* name = "BRAND_MAIL_LOGO";
  std::optional<Picture>& logo = out.brand.mail_logo;
  read_picture_setting(
      read, {name, "File of the logo in mails: PNG or JPEG, at most 100 kB; empty means BRAND_LOGO, if it is one."},
      max_mail_logo, logo);
  if (logo && !fits_mail(*logo)) read.mistake(name, "mail programs show PNG and JPEG alone");
  if (!logo && out.brand.logo && fits_mail(*out.brand.logo)) logo = out.brand.logo;
  out.mail.head.arch = !out.brand.logo;
  if (!logo) return;
  out.mail.head.logo = mail::InlinePicture{
      .content_id = fmt::format("{}@logo", crypto::to_hex(crypto::sha256(*logo->bytes).substr(0, 16))),
      .content_type = std::string{logo->content_type},
      .bytes = logo->bytes};
}

void read_brand(config::Reader& read, Settings& out) {
  read.section("Brand");
  out.brand.name = read.text({"BRAND_NAME", "What pages and mails call the service."}, "Foyer");
  if (has_controls(out.brand.name) || code_points(out.brand.name) > 60) {
    read.mistake("BRAND_NAME", "write one line of at most 60 characters");
  }
  const std::string color =
      read.text({"BRAND_COLOR",
                 "Accent of pages and mails, such as #e3a24a; text on it is black or white, whichever is read "
                 "better; empty means the product's own."});
  if (!color.empty()) {
    const auto parsed = parse_color(color);
    if (!parsed) read.mistake("BRAND_COLOR", fmt::format("'{}' is no colour; write one such as #e3a24a", color));
    out.brand.color = parsed.value_or("");
  }
  read_picture_setting(read, {"BRAND_LOGO", "File of the logo: SVG, PNG, WebP or JPEG, at most 512 kB."}, max_logo,
                       out.brand.logo);
  read_mail_logo(read, out);
  read_picture_setting(read, {"BRAND_BACKGROUND", "File of a picture behind the pages, at most 2 MB."}, max_background,
                       out.brand.background);
  out.auth.password_rules.service = out.brand.name;
  out.mail.head.service = out.brand.name;
  if (out.brand.color.empty()) return;
  out.mail.head.accent = out.brand.color;
  out.mail.head.on_accent = text_on(out.brand.color);
}

void read_log(config::Reader& read, Settings& out) {
  read.section("Logs");
  out.log_level =
      read.choice<log::Level>({"LOG_LEVEL", "Least severity that is written; the audit trail always is."}, "info",
                              {{"debug", log::Level::debug},
                               {"info", log::Level::info},
                               {"warning", log::Level::warning},
                               {"error", log::Level::error}});
  out.log_format = read.choice<log::Format>({"LOG_FORMAT", "text for people, json for programs."}, "text",
                                            {{"text", log::Format::text}, {"json", log::Format::json}});
}

void read_metrics(config::Reader& read, Settings& out) {
  read.section("Metrics");
  out.metrics.host = read.text({"METRICS_HOST", "Address where Prometheus finds /metrics."}, "127.0.0.1");
  boost::system::error_code no_address;
  boost::asio::ip::make_address(out.metrics.host, no_address);
  if (no_address && out.metrics.host != "localhost") {
    read.mistake("METRICS_HOST", "write an IP address of this machine that strangers cannot reach, such as 127.0.0.1");
  }
  out.metrics.port = static_cast<std::uint16_t>(read.integer(
      {"METRICS_PORT", "TCP port of /metrics, one for each process (serve, worker, beat) of a machine; 0 means none."},
      0, {0, 65'535, "a port"}));
  if (out.metrics.port == out.server.port) read.mistake("METRICS_PORT", "choose another port than PORT");
}

}  // namespace

Settings read_settings(config::Reader& read) {
  Settings out;
  read_listener(read, out);
  read_neighbours(read, out);
  read_storage(read, out);
  read_rights(read, out);
  read_tokens(read, out);
  read_passwords(read, out);
  read_limits(read, out);
  read_mail(read, out);
  read_brand(read, out);
  read_log(read, out);
  read_metrics(read, out);
  out.open_file = read.open_file_with_secrets();
  return out;
}

void require_usable_tls(const Settings& settings) {
  if (!settings.server.tls) return;
  try {
    http::tls_context(*settings.server.tls);
  } catch (const std::runtime_error& unusable) {
    throw WrongSettings{unusable.what()};
  }
}

}  // namespace foyer::app
