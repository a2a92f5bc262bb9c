#include "audit/kinds.h"

namespace foyer {

bool is_success(AuditKind kind) noexcept {
  switch (kind) {
    case AuditKind::authn_login_fail:
    case AuditKind::authn_login_fail_max:
    case AuditKind::authn_login_lock:
    case AuditKind::authn_reauthenticate_fail:
    case AuditKind::authn_token_reuse:
    case AuditKind::authn_password_change_fail:
    case AuditKind::excess_rate_limit_exceeded:
      return false;
    default:
      return true;
  }
}

}  // namespace foyer
