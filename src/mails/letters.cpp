// Which letter an order becomes. Decided when it is sent: what was true when it was ordered may be so no more, and a
// request must not do different work for an address that is taken (security.md E2).

#include <fmt/format.h>

#include <algorithm>

#include "mails/device_label.h"
#include "mails/mails.h"
#include "mails/spoken.h"

namespace foyer {
namespace {

constexpr std::string_view verify_path = "/verify?token=";
constexpr std::string_view reset_path = "/reset-password?token=";
constexpr std::string_view confirm_path = "/confirm-email?token=";
constexpr std::string_view undo_path = "/undo-email-change?token=";
constexpr std::string_view forgot_path = "/forgot-password";

std::string_view path_of(TokenPurpose purpose) {
  switch (purpose) {
    case TokenPurpose::activate:
      return verify_path;
    case TokenPurpose::reset_password:
      return reset_path;
    case TokenPurpose::change_email:
      return confirm_path;
    case TokenPurpose::undo_email_change:
      return undo_path;
  }
  return {};
}

std::optional<Language> tagged(const std::optional<std::string>& tag) { return tag ? language_of(*tag) : std::nullopt; }

std::vector<words::Values> facts_of(const Device& device, Language language) {
  const auto fact = [&](std::string_view name, std::string value) {
    return words::Values{{"name", words::say(language, fmt::format("mail.new_device.{}", name))},
                         {"value", std::move(value)}};
  };
  return {fact("device", device_label(device.name, device.user_agent, language)), fact("address", device.address),
          fact("time", spoken(device.created_at, language))};
}

/// An account speaks for itself; one that is not activated yet was perhaps registered by a stranger before.
Language language_for(const Account& account, const MailOrder& order) {
  const auto own = tagged(account.language);
  const auto asked = tagged(order.language);
  const bool asks_first = account.state == AccountState::pending;
  const auto& first = asks_first ? asked : own;
  const auto& second = asks_first ? own : asked;
  return first.value_or(second.value_or(languages.front()));
}

}  // namespace

Task<std::optional<Letter>> Mails::letter_with_link(db::Conn& conn, MailOrder order, TokenId id) {
  const auto link = co_await parts_.verification.link(conn, id);
  const auto account = link ? co_await parts_.accounts.find(conn, link->user) : std::nullopt;
  if (!account) co_return std::nullopt;
  Letter letter{.to = link->email, .kind = order.mail, .language = language_for(*account, order)};
  letter.values = {{"link", fmt::format("{}{}{}", options_.frontend_url, path_of(link->purpose), link->token)},
                   {"validity", spoken(parts_.verification.lifetime(link->purpose), letter.language)},
                   {"time", spoken(parts_.clock.now(), letter.language)}};
  const bool active = account->state == AccountState::active;
  switch (link->purpose) {
    case TokenPurpose::activate:
      if (account->state == AccountState::pending) co_return letter;
      co_return active ? std::optional{already_a_member(*account, link->email)} : std::nullopt;
    case TokenPurpose::reset_password:
      co_return active ? std::optional{std::move(letter)} : std::nullopt;
    case TokenPurpose::change_email:
      co_return active ? co_await letter_to_new_address(conn, std::move(letter), account->id) : std::nullopt;
    case TokenPurpose::undo_email_change:
      co_return letter;
  }
  co_return std::nullopt;
}

/// An account that never proved the address does not keep it from someone who is about to.
Task<std::optional<Letter>> Mails::letter_to_new_address(db::Conn& conn, Letter letter, UserId mover) {
  const auto address = Email::from(letter.to);
  if (!address) co_return std::nullopt;
  const auto other = co_await parts_.accounts.find(conn, *address);
  if (!other || other->id == mover || other->state == AccountState::pending) co_return letter;
  co_return other->state == AccountState::active ? std::optional{already_a_member(*other, letter.to)} : std::nullopt;
}

Letter Mails::already_a_member(const Account& account, const std::string& address) const {
  return {.to = address,
          .kind = MailKind::account_exists,
          .language = tagged(account.language).value_or(languages.front()),
          .values = {{"link", forgot_link()}}};
}

Task<std::optional<Letter>> Mails::letter_to_account(db::Conn& conn, MailOrder order) {
  const auto account = co_await parts_.accounts.find(conn, UserId{*order.user});
  if (!account) co_return std::nullopt;
  const Language language = language_for(*account, order);
  Letter letter{.to = account->email, .kind = order.mail, .language = language};
  letter.values = {{"link", forgot_link()}, {"time", spoken(parts_.clock.now(), language)}};
  if (order.mail == MailKind::account_closing) {
    if (!account->erase_at) co_return std::nullopt;  // kept before this could be sent
    letter.values.insert_or_assign("date", spoken_date(*account->erase_at, language));
  }
  if (const auto session = session_of(order)) {
    const auto devices = co_await parts_.sessions.list(conn, account->id);
    const auto device = std::ranges::find(devices, *session, &Device::id);
    // A thief who signed out at once keeps the facts from the owner, but not the warning.
    if (device != devices.end()) letter.facts = facts_of(*device, language);
  }
  co_return letter;
}

std::string Mails::forgot_link() const { return options_.frontend_url + std::string{forgot_path}; }

}  // namespace foyer
