#include "app/doubts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include "app/own_url.h"
#include "core/host.h"
#include "platform/http/tls.h"
#include "platform/limits/limit_text.h"

namespace foyer::app {
namespace {

using Doubts = std::vector<std::string>;

void doubt_the_address(const Settings& settings, Doubts& out) {
  const http::ServerOptions& server = settings.server;
  if (is_loopback(server.host)) return;
  if (!settings.named && listens_everywhere(server)) {
    out.push_back(
        fmt::format("without FRONTEND_URL mailed links and the issuer of tokens are {}, for this machine alone",
                    settings.mail.frontend_url));
  }
  if (!server.tls && server.trusted_proxies.empty()) {
    out.emplace_back(
        "without TLS browsers elsewhere forget who signed in to the pages: set TLS_CERT_FILE and TLS_KEY_FILE, or "
        "TRUSTED_PROXIES to the proxy that speaks it");
  }
}

void doubt_the_files(const Settings& settings, Doubts& out) {
  if (settings.server.tls && http::others_can_read_key(*settings.server.tls)) {
    out.push_back(fmt::format("every user of this machine can read {}: chmod o-r keeps it from them",
                              settings.server.tls->key.string()));
  }
}

/// security.md K1.
void doubt_the_open_file(const Settings& settings, Doubts& out) {
  if (settings.open_file.empty()) return;
  out.push_back(
      fmt::format("every user of this machine can read the secrets in {0}: chmod o-r {0}", settings.open_file));
}

/// security.md K1: who may write in the folder may put a secret and a database of their own there.
void doubt_the_folder(const Settings& settings, Doubts& out) {
  struct stat facts{};
  const std::string folder = settings.data_dir.string();
  if (::stat(folder.c_str(), &facts) == 0 && (facts.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    out.push_back(fmt::format("other users can replace what lies in {0}: chmod go-w {0}", folder));
  }
}

/// security.md K1. A private network may do without, but nobody should do so by accident.
void doubt_the_links(const Settings& settings, Doubts& out) {
  const auto mode = settings.postgres ? db::unverified_sslmode(settings.postgres->url.reveal()) : std::nullopt;
  if (mode) {
    out.push_back(fmt::format(
        "sslmode={} lets others read or answer what is said to PostgreSQL: verify-full does not, and is the default",
        *mode));
  }
  if (settings.redis && !settings.redis->tls && !is_loopback(settings.redis->host)) {
    out.emplace_back("redis:// lets others read what is said to Redis: rediss:// is encrypted");
  }
  const bool plain_mail = settings.smtp && !settings.smtp->use_tls && settings.smtp->port != mail::implicit_tls_port;
  if (plain_mail && !is_loopback(settings.smtp->host)) {
    out.emplace_back("EMAIL_USE_TLS=false sends password and mails, with their links, for others to read");
  }
}

/// What is weaker than it need be, on purpose for a test or by a slip (security.md J5, L1, P4).
void doubt_the_strength(const Settings& settings, Doubts& out) {
  if (settings.hash_cost.scheme == crypto::PasswordScheme::bcrypt_sha256 && settings.hash_cost.bcrypt_rounds < 10) {
    out.push_back(fmt::format("BCRYPT_COST={} makes stolen hashes cheap to try: 12 is the default",
                              settings.hash_cost.bcrypt_rounds));
  }
  if (settings.key_rotation == std::chrono::days{0}) out.emplace_back("KEY_ROTATION_DAYS=0 rotates no signing key");
  if (settings.guesses.free >= settings.guesses.most) {
    out.emplace_back(
        "LIMIT_PASSWORD_FAILURES, as high as LIMIT_PASSWORD_FAILURES_MOST, lets guesses follow each other "
        "without a wait");
  }
}

/// A limit may be lifted, for a test of load or behind a proxy that limits, but never silently.
void doubt_the_limits(const Settings& settings, Doubts& out) {
  const GuardOptions& guard = settings.guard;
  const Limit refreshes{"refresh", settings.sessions.refreshes, settings.sessions.refresh_window};
  std::vector<std::string_view> lifted;
  for (const Limit* limit : {&guard.login, &guard.registration, &guard.mails_hourly, &guard.mails_daily,
                             &guard.mail_requests, &guard.token_tries, &refreshes}) {
    if (is_off(*limit)) lifted.push_back(limit->name);
  }
  if (!lifted.empty()) out.push_back(fmt::format("these limits are off: {}", fmt::join(lifted, ", ")));
}

void doubt_the_fleet(const Settings& settings, Doubts& out) {
  if (!settings.redis) return;
  if (!settings.postgres) out.emplace_back("without DATABASE_URL a fleet is one machine: the others need PostgreSQL");
  if (settings.secret_key.empty()) {
    out.emplace_back("without SECRET_KEY this process reads the secret from DATA_DIR: those elsewhere need the same");
  }
  if (!settings.named) {
    out.emplace_back("the servers of a fleet need one FRONTEND_URL or ISSUER: else each refuses the others' tokens");
  }
  if (!settings.smtp) out.emplace_back("without EMAIL_HOST no foyer worker starts: what it captured nobody could read");
}

}  // namespace

Doubts doubts_about(const Settings& settings) {
  Doubts out;
  doubt_the_address(settings, out);
  doubt_the_files(settings, out);
  doubt_the_open_file(settings, out);
  doubt_the_folder(settings, out);
  doubt_the_links(settings, out);
  doubt_the_strength(settings, out);
  doubt_the_limits(settings, out);
  if (settings.auth.reveal_accounts) out.emplace_back("COMPAT_REVEAL_ACCOUNTS tells strangers who is registered");
  if (settings.brand.logo && !settings.brand.mail_logo) {
    out.emplace_back("mails show no logo: they need a PNG or JPEG of at most 100 kB; name one by BRAND_MAIL_LOGO");
  }
  doubt_the_fleet(settings, out);
  return out;
}

}  // namespace foyer::app
