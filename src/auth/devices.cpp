#include "auth/auth.h"
#include "sessions/session_id.h"

namespace foyer {

Task<Result<SessionListResponse>> Auth::list_sessions(Principal who) {
  auto devices = co_await parts_.db.read(parts_.sessions, &Sessions::list, who.user);
  SessionListResponse out;
  for (Device& device : devices) {
    out.sessions.push_back({.id = to_text(device.id),
                            .device_name = std::move(device.name),
                            .user_agent = std::move(device.user_agent),
                            .address = std::move(device.address),
                            .created_at = device.created_at,
                            .last_seen_at = device.last_seen_at,
                            .current = device.id == who.session});
  }
  co_return out;
}

Task<Result<MessageResponse>> Auth::end_session(http::Path<SessionPath> path, Principal who, Client client) {
  const auto session = parse_session_id(path.value.id.str());
  if (!session) co_return refuse(Errc::not_found);
  const bool ended = co_await parts_.db.transact(*this, &Auth::end_one, *session, who, std::move(client));
  // The session of another account is not there for this one.
  if (!ended) co_return refuse(Errc::not_found);
  co_return MessageResponse{"The device was signed out."};
}

Task<Result<MessageResponse>> Auth::logout_all(LogoutAllRequest in, Principal who, Client client) {
  const bool keep = in.keep_current.value_or(false);
  co_await parts_.db.transact(*this, &Auth::end_many, keep, who, std::move(client));
  co_return MessageResponse{keep ? "All other devices were signed out." : "All devices were signed out."};
}

Task<bool> Auth::end_one(db::Tx& tx, SessionId session, Principal who, Client client) {
  if (!co_await parts_.sessions.end_of(tx, session, who.user)) co_return false;
  AuditEvent event = event_of(AuditKind::session_ended, client, who, "revoked");
  event.session = session;
  co_await parts_.audit.record(tx, std::move(event));
  co_return true;
}

Task<std::int64_t> Auth::end_many(db::Tx& tx, bool keep_current, Principal who, Client client) {
  const auto ended = keep_current ? co_await parts_.sessions.end_others(tx, who.user, who.session)
                                  : co_await parts_.sessions.end_all(tx, who.user);
  co_await parts_.audit.record(tx, event_of(AuditKind::session_ended, client, who, "logout_all"));
  co_return ended;
}

}  // namespace foyer
