#include "fuzz/stories/stage.h"

#include <fmt/format.h>

#include <iterator>

#include "platform/async/block_on.h"
#include "platform/observe/log.h"
#include "sessions/refresh_token.h"
#include "sessions/session_id.h"

namespace foyer::fuzz {
namespace {

using test::Answer;

std::string code_of(const Answer& answer) { return answer.status == 200 ? "200" : answer.code(); }

std::string text_at(const Answer& answer, std::string_view name) {
  const auto body = answer.json();
  const auto* member = body.is_object() ? body.as_object().if_contains(name) : nullptr;
  return member != nullptr && member->is_string() ? std::string{member->as_string()} : "";
}

Stage::Tokens tokens_of(const Answer& answer) {
  return {code_of(answer), text_at(answer, "access_token"), text_at(answer, "refresh_token")};
}

/// Nothing a story says needs to be escaped.
template <class... Values>
std::string body(Values... values) {
  const std::string_view all[] = {values...};
  std::string out = "{";
  for (std::size_t i = 0; i < std::size(all); i += 2)
    out += fmt::format(R"({}"{}":"{}")", i ? "," : "", all[i], all[i + 1]);
  return out + "}";
}

Task<Done> forget_everything(db::Tx& tx) {
  co_await tx->run("DELETE FROM users");
  co_await tx->run("DELETE FROM jobs");
  co_await tx->run("DELETE FROM password_guesses");
  co_await tx->run("DELETE FROM limit_counters");
  co_await tx->run("DELETE FROM audit_events");
  co_return Done{};
}

}  // namespace

Stage::Stage(crypto::PasswordHasher* hasher) {
  log::configure(log::Level::error, log::Format::text);
  settings().sessions.per_user = 4;
  settings().guesses.free = settings().guesses.most = 1'000'000;
  if (hasher != nullptr) hash_with(*hasher);
  services();  // begun before OpenSSL notes when to end, so that its threads end before that
}

void Stage::begin() {
  clock().set(birth);
  block_on(storage().db->transact(&forget_everything));
  mailed_links();
}

std::string Stage::sign_up(const std::string& email, const std::string& password) {
  return code_of(post("/api/v1/auth/register", body("email", email, "password", password)));
}

std::string Stage::verify(const std::string& token) {
  return code_of(post("/api/v1/auth/verify", body("token", token)));
}

std::string Stage::ask_activation(const std::string& email) {
  return code_of(post("/api/v1/auth/resend-verification-email", body("email", email)));
}

Stage::Tokens Stage::log_in(const std::string& email, const std::string& password) {
  return tokens_of(post("/api/v1/auth/login", body("email", email, "password", password)));
}

Stage::Tokens Stage::refresh(const std::string& token) {
  return tokens_of(post("/api/v1/auth/refresh", body("refresh_token", token)));
}

std::string Stage::log_out(const std::string& token) {
  return code_of(post("/api/v1/auth/logout", body("refresh_token", token)));
}

std::string Stage::log_out_all(const std::string& access, bool keep_current) {
  return code_of(post("/api/v1/auth/logout-all", keep_current ? R"({"keep_current":true})" : "{}", access));
}

std::string Stage::end_session(const std::string& access, const std::string& token) {
  const auto parsed = parse_refresh_token(token);
  const std::string id = parsed ? to_text(parsed->session) : "made-up";
  return code_of(del("/api/v1/auth/sessions/" + id, access));
}

std::string Stage::change_password(const std::string& access, const std::string& old_one, const std::string& new_one) {
  return code_of(post("/api/v1/auth/change-password", body("old_password", old_one, "new_password", new_one), access));
}

std::string Stage::reauthenticate(const std::string& access, const std::string& password) {
  return code_of(post("/api/v1/auth/reauthenticate", body("password", password), access));
}

std::string Stage::ask_reset(const std::string& email) {
  return code_of(post("/api/v1/auth/request-password-reset", body("email", email)));
}

std::string Stage::reset(const std::string& token, const std::string& password) {
  return code_of(post("/api/v1/auth/reset-password", body("token", token, "new_password", password)));
}

std::string Stage::change_email(const std::string& access, const std::string& email) {
  return code_of(post("/api/v1/user/change-email", body("new_email", email), access));
}

std::string Stage::confirm(const std::string& access, const std::string& token) {
  return code_of(post("/api/v1/user/confirm-email", body("token", token), access));
}

std::string Stage::undo(const std::string& token) {
  return code_of(post("/api/v1/user/undo-email-change", body("token", token)));
}

std::string Stage::close(const std::string& access) { return code_of(del("/api/v1/user", access)); }

std::string Stage::rename(const std::string& access, const std::string& first_name) {
  return code_of(put("/api/v1/user/profile", body("first_name", first_name), access));
}

std::string Stage::profile(const std::string& access) {
  const Answer answer = get("/api/v1/user/profile", access);
  return answer.status == 200 ? text_at(answer, "email") + "|" + text_at(answer, "first_name") : answer.code();
}

std::string Stage::devices(const std::string& access) {
  const Answer answer = get("/api/v1/auth/sessions", access);
  if (answer.status != 200) return answer.code();
  return std::to_string(answer.json().at("sessions").as_array().size());
}

void Stage::set_state(const std::string& email, bool active) {
  block_on(storage().db->transact(*this, &Stage::store_state, *Email::from(email),
                                  active ? AccountState::active : AccountState::disabled));
}

Task<Done> Stage::store_state(db::Tx& tx, Email email, AccountState state) {
  const auto account = co_await services().accounts.find(tx.conn(), std::move(email));
  co_await services().accounts.set_state(tx, account->id, state);
  if (state != AccountState::active) co_await services().sessions.end_all(tx, account->id);
  co_return Done{};
}

void Stage::clean_up() {
  block_on(services().cleanup.run({}));
  block_on(services().erasure.run({}));
}

std::vector<Stage::MailedLink> Stage::mailed_links() {
  work();
  std::vector<MailedLink> out;
  while (const auto mail = services().captured->find(read_ + 1)) {
    ++read_;
    const std::string& text = mail->message.text;
    const auto at = text.find("?token=");
    if (at == std::string::npos) continue;
    const auto path = text.rfind('/', at) + 1;
    const auto token = at + 7;
    out.push_back({text.substr(path, at - path), mail->message.to.str(),
                   text.substr(token, text.find_first_of(" \r\n", token) - token)});
  }
  return out;
}

}  // namespace foyer::fuzz
