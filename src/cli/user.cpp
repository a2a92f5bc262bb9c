#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "app/account_admin.h"
#include "cli/commands.h"
#include "cli/table.h"
#include "core/enum_names.h"
#include "platform/schema/object.h"

namespace foyer::cli {
namespace {

struct UserLine {
  UserId id;
  std::string email;
  std::string state;
  std::string group;
  Time created_at{};
  std::optional<Time> erase_at{};  ///< its viewer closed the account
};
FOYER_DESCRIBE(UserLine, id, email, state, group, created_at, erase_at)

template <class T>
T value_or_fail(Result<T> result) {
  if (!result) throw Failure{1, std::string{detail_of(result.error())}};
  return std::move(*result);
}

Email email_of(const std::string& text) {
  auto email = Email::from(text);
  if (!email) throw Failure{2, fmt::format("'{}': {}", text, email.error().msg)};
  return std::move(*email);
}

/// In any case, as an import takes it.
Group group_of(const std::string& text) {
  std::string word = text;
  std::ranges::transform(word, word.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  const auto group = enum_from<Group>(word);
  if (!group) throw Failure{2, fmt::format("'{}' is none of USER, MODERATOR, ADMIN", text)};
  return *group;
}

AccountState state_of(const std::string& text) {
  const auto state = enum_from<AccountState>(text);
  if (!state) throw Failure{2, fmt::format("'{}' is none of pending, active, disabled", text)};
  return *state;
}

/// Keeps what is typed off the screen while it lives.
class HiddenInput {
 public:
  HiddenInput() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios hidden = before_;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0;
  }
  HiddenInput(const HiddenInput&) = delete;
  HiddenInput& operator=(const HiddenInput&) = delete;
  ~HiddenInput() {
    if (changed_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }

 private:
  termios before_{};
  bool changed_ = false;
};

Password read_password(bool prompt) {
  const bool ask = prompt && ::isatty(STDIN_FILENO) != 0;
  if (prompt && !ask) throw Failure{2, "no terminal to ask for the password; pipe it in with --password-stdin"};
  std::string text;
  if (ask) {
    const HiddenInput hidden;
    fmt::print(stderr, "Password: ");
    std::getline(std::cin, text);
    fmt::print(stderr, "\n");
  } else {
    std::getline(std::cin, text);
  }
  auto password = Password::from(std::move(text));
  if (!password) throw Failure{2, "password: " + password.error().msg};
  return std::move(*password);
}

}  // namespace

app::AccountName account_named(const std::string& text) {
  auto name = app::parse_account_name(text);
  if (!name) throw Failure{2, std::string{detail_of(name.error())}};
  return std::move(*name);
}

void user_create(const UserCreate& wanted) {
  const Email email = email_of(wanted.email);
  const Group group = group_of(wanted.group);
  const app::Settings settings = load_settings();
  app::AccountAdmin admin{settings};
  const auto id = value_or_fail(admin.create(email, read_password(!wanted.password_from_stdin), group));
  print_line(fmt::format("Created {} as {} with id {}.", email.str(), enum_name(group), id.value));
}

void user_list(const std::string& state, std::int64_t limit, bool json) {
  AccountFilter filter{.state = std::nullopt, .limit = limit + 1};
  if (!state.empty()) filter.state = state_of(state);
  const app::Settings settings = load_settings();
  app::AccountAdmin admin{settings};
  std::vector<UserLine> lines;
  for (auto& one : value_or_fail(admin.list(filter))) {
    const std::string state_now{enum_name(one.state)};
    lines.push_back({one.id, std::move(one.email), state_now, std::move(one.group), one.created_at, one.erase_at});
  }
  cut(lines, limit);
  if (json) return print_line(schema::to_json(lines));
  std::vector<std::vector<std::string>> rows;
  for (const auto& line : lines) {
    rows.push_back({std::to_string(line.id.value), line.email, line.state, line.group, to_rfc3339(line.created_at),
                    line.erase_at ? to_rfc3339(*line.erase_at) : ""});
  }
  print_table({"ID", "EMAIL", "STATE", "GROUP", "CREATED", "TO BE ERASED"}, rows);
}

void user_set_state(const std::string& account, const std::string& state) {
  const app::AccountName name = account_named(account);
  const app::Settings settings = load_settings();
  app::AccountAdmin admin{settings};
  const std::string address = value_or_fail(admin.set_state(name, state_of(state)));
  print_line(fmt::format("{} is {}.", address, state));
}

void user_set_group(const std::string& account, const std::string& group) {
  const app::AccountName name = account_named(account);
  const Group wanted = group_of(group);
  const app::Settings settings = load_settings();
  app::AccountAdmin admin{settings};
  const std::string address = value_or_fail(admin.set_group(name, wanted));
  print_line(fmt::format("{} is in group {}.", address, enum_name(wanted)));
}

}  // namespace foyer::cli
