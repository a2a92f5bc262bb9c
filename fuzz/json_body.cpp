// Bodies of every shape the API reads: no crash, and what is bound keeps the promises of its type.

#include "auth/schema.h"
#include "fuzz/check.h"
#include "platform/schema/bind.h"
#include "profiles/schema.h"
#include "rights/schema.h"

namespace {

using foyer::fuzz::check;

template <class T>
auto bound(std::string_view text) {
  static const foyer::schema::Rules rules;
  auto value = foyer::schema::bind_json<T>(text, rules);
  check(value || value.error().code == foyer::Errc::malformed_json || !value.error().fields.empty());
  return value;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = foyer::fuzz::text_of(data, size);
  if (const auto login = bound<foyer::LoginRequest>(text)) {
    check(foyer::Email::from(login->email.str()) == login->email);
    check(!login->device_name || foyer::is_utf8(login->device_name->str()));
  }
  if (const auto profile = bound<foyer::ProfileChange>(text)) {
    if (profile->first_name.value) check(!foyer::has_controls(profile->first_name.value->str()));
    if (profile->date_of_birth.value) check(profile->date_of_birth.value->ok());
    if (profile->avatar.value) check(profile->avatar.value->str().starts_with("http"));
  }
  bound<foyer::RegisterRequest>(text);
  bound<foyer::VerifyRequest>(text);
  bound<foyer::RefreshRequest>(text);
  bound<foyer::LogoutRequest>(text);
  bound<foyer::ResetPasswordRequest>(text);
  bound<foyer::ChangePasswordRequest>(text);
  bound<foyer::EmailRequest>(text);
  bound<foyer::ReauthenticateRequest>(text);
  bound<foyer::LogoutAllRequest>(text);
  bound<foyer::ChangeEmailRequest>(text);
  bound<foyer::ConfirmEmailRequest>(text);
  bound<foyer::UndoEmailChangeRequest>(text);
  return 0;
}
