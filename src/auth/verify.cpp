#include <fmt/format.h>

#include "auth/auth.h"

namespace foyer {

Task<Result<MessageResponse>> Auth::verify_link(http::Query<VerifyRequest> in, Client client) {
  co_return co_await verify(std::move(in.value), std::move(client));
}

Task<Result<MessageResponse>> Auth::verify(VerifyRequest in, Client client) {
  auto refusal = co_await parts_.guard.admit_token_try(client);
  if (refusal) co_return refuse(std::move(*refusal));
  const auto email = co_await parts_.db.transact(*this, &Auth::activate, in.token.str(), std::move(client));
  if (!email) co_return refuse(email.error());
  co_return MessageResponse{fmt::format("Account {} has been successfully activated. 🎉", *email)};
}

Task<Result<std::string>> Auth::activate(db::Tx& tx, std::string token, Client client) {
  const auto proof = co_await parts_.verification.use(tx, TokenPurpose::activate, token);
  if (!proof) {
    // A second click, or a mail scanner's before the first one, is no error while the account it activated is active.
    const auto before = co_await parts_.verification.find_used(tx.conn(), TokenPurpose::activate, token);
    if (!before) co_return refuse(Errc::invalid_token);
    const auto account = co_await parts_.accounts.find(tx.conn(), before->user);
    // Whoever holds an old link learns no address that the account moved to since.
    const bool is_that = account && account->state == AccountState::active && account->email == before->email;
    if (!is_that) co_return refuse(Errc::invalid_token);
    co_return account->email;
  }
  if (!co_await parts_.accounts.activate_pending(tx, proof->user)) co_return refuse(Errc::invalid_token);
  if (proof->password_hash) {
    co_await parts_.passwords.set(tx, proof->user, *proof->password_hash);
  } else {
    co_await parts_.passwords.remove_disputed(tx, proof->user);
  }
  co_await parts_.verification.void_all(tx, proof->user);
  co_await parts_.audit.record(tx, event_of(AuditKind::user_activated, client, proof->user));
  co_return proof->email;
}

}  // namespace foyer
