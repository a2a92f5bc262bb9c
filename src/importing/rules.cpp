#include "importing/rules.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "core/enum_names.h"
#include "platform/crypto/imported_hash.h"
#include "platform/schema/bind.h"

namespace foyer::importing {
namespace {

namespace json = boost::json;

using Mistakes = std::vector<std::string>;

std::string_view given(const std::optional<std::string>& field) {
  return field ? std::string_view{*field} : std::string_view{};
}

std::string upper(std::string_view text) {
  std::string out{text};
  std::ranges::transform(out, out.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return out;
}

std::optional<Email> email_in(const Record& record, const Terms& terms, Mistakes& mistakes) {
  if (given(record.email).empty()) {
    mistakes.emplace_back("email: there is none");
    return std::nullopt;
  }
  auto email = Email::from(*record.email);
  if (!email) {
    mistakes.push_back("email: " + email.error().msg);
    return std::nullopt;
  }
  if (email->needs_smtputf8() && !terms.allow_smtputf8) {
    mistakes.emplace_back("email: set EMAIL_ALLOW_SMTPUTF8=true to take addresses that are not ASCII");
  }
  return std::move(*email);
}

AccountState state_in(const Record& record, Mistakes& mistakes) {
  const std::string word = upper(given(record.active));
  for (const char* yes : {"", "1", "TRUE", "T", "YES", "Y"}) {
    if (word == yes) return AccountState::active;
  }
  for (const char* no : {"0", "FALSE", "F", "NO", "N"}) {
    if (word == no) return AccountState::pending;
  }
  mistakes.emplace_back("active: neither true nor false");
  return AccountState::pending;
}

Group group_in(const Record& record, Mistakes& mistakes) {
  if (given(record.group).empty()) return Group::USER;
  const auto group = enum_from<Group>(upper(*record.group));
  if (!group) mistakes.emplace_back("group: none of USER, MODERATOR, ADMIN");
  return group.value_or(Group::USER);
}

std::optional<std::string> hash_in(const Record& record, Mistakes& mistakes) {
  const std::string_view text = given(record.password_hash);
  // Django begins what no password can match with a "!".
  if (text.empty() || text.starts_with('!')) return std::nullopt;
  auto hash = crypto::imported_hash(text);
  if (hash) return std::move(*hash);
  mistakes.emplace_back(hash.error());
  return std::nullopt;
}

/// A database keeps a day as a moment of that day, now and then.
std::string_view day_of(std::string_view text) {
  constexpr std::size_t day = std::string_view{"1990-04-23"}.size();
  const bool midnight = text.size() > day && (text[day] == ' ' || text[day] == 'T') &&
                        text.substr(day + 1).find_first_not_of("0:.") == std::string_view::npos;
  return midnight ? text.substr(0, day) : text;
}

/// Nobody is kept out for a picture: what the profile cannot hold is left out of it.
ProfileChange profile_in(const Record& record, const Terms& terms, Mistakes& left_out) {
  json::object body;
  const auto add = [&](const char* name, std::string_view text) {
    if (!text.empty()) body[name] = text;
  };
  add("first_name", given(record.first_name));
  add("last_name", given(record.last_name));
  add("gender", upper(given(record.gender)));
  add("date_of_birth", day_of(given(record.date_of_birth)));
  add("avatar", given(record.avatar));
  add("info", given(record.info));
  auto profile = schema::bind<ProfileChange>(body, "profile", schema::Rules{});
  if (!profile) {
    for (const FieldError& field : profile.error().fields) {
      left_out.push_back(fmt::format("{}: {}", field.loc.back(), field.msg));
      body.erase(field.loc.back());
    }
    profile = schema::bind<ProfileChange>(body, "profile", schema::Rules{});
  }
  if (!profile) return {};
  const auto today = std::chrono::floor<std::chrono::days>(terms.now);
  if (profile->date_of_birth.value && std::chrono::sys_days{*profile->date_of_birth.value} > today) {
    left_out.emplace_back("date_of_birth: Date should not be in the future");
    profile->date_of_birth = {};
  }
  return std::move(*profile);
}

std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t size) {
  int value = 0;
  if (text.size() < at + size) return std::nullopt;
  const char* const start = text.data() + at;
  const auto [end, failure] = std::from_chars(start, start + size, value);
  if (failure != std::errc{} || end != start + size || value < 0) return std::nullopt;
  return value;
}

/// "2024-05-06 07:08:09", as SQLAlchemy writes UTC; anything else, and the future, is now.
Time birth_of(const Record& record, Time now) {
  const std::string_view text = given(record.created_at);
  const auto year = number_at(text, 0, 4), month = number_at(text, 5, 2), day = number_at(text, 8, 2);
  const auto hour = number_at(text, 11, 2), minute = number_at(text, 14, 2), second = number_at(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return now;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return now;
  const Time at = std::chrono::sys_days{date} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
                  std::chrono::seconds{*second};
  return at < Time{} ? now : std::min(at, now);
}

bool is_text(const Record& record) {
  for (const Field field :
       {&Record::email, &Record::password_hash, &Record::active, &Record::group, &Record::first_name,
        &Record::last_name, &Record::gender, &Record::date_of_birth, &Record::avatar, &Record::info}) {
    if (!is_utf8(given(record.*field))) return false;
  }
  return true;
}

}  // namespace

std::expected<NewAccount, std::string> account_of(const Record& record, const Terms& terms) {
  if (!is_text(record)) return std::unexpected(std::string{"not UTF-8"});
  Mistakes mistakes;
  auto email = email_in(record, terms, mistakes);
  const AccountState state = state_in(record, mistakes);
  const Group group = group_in(record, mistakes);
  auto hash = hash_in(record, mistakes);
  if (!mistakes.empty()) return std::unexpected(fmt::format("{}", fmt::join(mistakes, "; ")));
  Mistakes left_out;
  auto profile = profile_in(record, terms, left_out);
  return NewAccount{.email = std::move(*email),
                    .state = state,
                    .group = group,
                    .hash = std::move(hash),
                    .profile = std::move(profile),
                    .left_out = fmt::format("{}", fmt::join(left_out, "; ")),
                    .created_at = birth_of(record, terms.now),
                    .row = 0};
}

std::string shown_address(const Record& record) {
  constexpr std::size_t longest = 80;
  const std::string_view text = given(record.email);
  if (const auto email = Email::from(text)) return email->str();
  const bool plain = text.size() <= longest && text.contains('@') &&
                     std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7F' && c != '$' && c != ':'; });
  return plain ? std::string{text} : std::string{};
}

}  // namespace foyer::importing
