#pragma once
// What each command does once its arguments are read. All throw Failure for an expected refusal.

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

#include "app/account_name.h"
#include "app/fleet.h"

namespace foyer::cli {

/// Ends the command: the sentence goes to standard error, the number to the shell.
struct Failure : std::runtime_error {
  Failure(int code, const std::string& sentence) : std::runtime_error{sentence}, exit_code{code} {}
  int exit_code;
};

/// From the environment and ./.env; every mistake in one Failure with exit code 2.
app::Settings load_settings();

void serve();
void worker(const app::WorkOptions&);
void beat();

void migrate_upgrade(const std::string& target);
void migrate_downgrade(const std::string& target);
void migrate_history(bool json);
void migrate_current(bool json);
/// Writes an empty pair of files with the next number into `folder`.
void migrate_revision(const std::string& message, const std::string& folder);

/// An address or an id.
app::AccountName account_named(const std::string& text);

struct UserCreate {
  std::string email;
  std::string group = "USER";
  bool password_from_stdin = false;
};
void user_create(const UserCreate&);
void user_list(const std::string& state, std::int64_t limit, bool json);
/// `account`: an address or an id.
void user_set_state(const std::string& account, const std::string& state);
void user_set_group(const std::string& account, const std::string& group);
/// `sure`: --yes was said.
void user_erase(const std::string& account, bool sure);
void user_keep(const std::string& account);

struct Import {
  std::string file;
  std::string format;  ///< empty: as the file looks
  bool dry_run = false;
  bool json = false;
};
/// A Failure with exit code 3 if rows were skipped.
void import_accounts(const Import&);

void jobs_list(const std::string& state, std::int64_t limit, bool json);
void jobs_retry(std::int64_t id);
void jobs_cancel(std::int64_t id);

void keys_list(bool json);
void keys_rotate(bool discard_current, bool json);

struct AuditList {
  std::optional<std::int64_t> user;
  std::string kind;
  std::int64_t limit = 100;
  bool json = false;
};
void audit_list(const AuditList&);
/// `expected`: SEQ:HASH, or empty. A broken trail is a Failure with exit code 1.
void audit_verify(const std::string& expected, bool json);

void config_check();
void config_show(bool json);
/// The text of .env.sample.
void config_sample();

void openapi();

}  // namespace foyer::cli
