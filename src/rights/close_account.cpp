#include <fmt/format.h>

#include "mails/mail_order.h"
#include "mails/spoken.h"
#include "rights/rights.h"
#include "rights/rules.h"

namespace foyer {

Task<Result<MessageResponse>> Rights::close_account(Principal who, Client client) {
  if (!is_fresh(who.authenticated_at, parts_.clock.now())) co_return refuse(Errc::reauthentication_required);
  const auto erased_at = co_await parts_.db.transact(*this, &Rights::close, std::move(who), std::move(client));
  if (!erased_at) co_return refuse(erased_at.error());
  parts_.worker.wake();
  co_return MessageResponse{
      fmt::format("Your account is closed and will be erased on {}. Sign in before then to keep it.",
                  spoken_date(*erased_at, Language::en))};
}

Task<Result<Time>> Rights::close(db::Tx& tx, Principal who, Client client) {
  co_await parts_.accounts.lock(tx, who.user);
  if (!co_await parts_.sessions.hold(tx, who.session)) {
    co_return refuse(Errc::not_authenticated, "Invalid or expired access token");
  }
  const auto undoable_until = co_await parts_.verification.undoable_until(tx.conn(), who.user);
  const Time erased_at = erasure_of(parts_.clock.now(), options_.erasure_wait, undoable_until);
  co_await parts_.accounts.set_erasure(tx, who.user, erased_at);
  const auto ended = co_await parts_.sessions.end_all(tx, who.user);
  co_await parts_.verification.void_all(tx, who.user);
  co_await order_mail(tx, order_for(MailKind::account_closing, who.user), parts_.clock.now(), client);
  if (ended > 0) co_await parts_.audit.record(tx, event_of(AuditKind::session_ended, client, who, "closing"));
  co_await parts_.audit.record(tx, event_of(AuditKind::user_deleted, client, who, "closing"));
  co_return erased_at;
}

}  // namespace foyer
