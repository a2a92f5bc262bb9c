#pragma once
// What can happen to an account, a session or a key, in the words of the OWASP logging vocabulary where it has one
// (https://cheatsheetseries.owasp.org/cheatsheets/Logging_Vocabulary_Cheat_Sheet.html). Stored as these words for ever:
// new ones are added, none is renamed or taken away. Known details stand beside those that have them.

#include <boost/describe/enum.hpp>

namespace foyer {

enum class AuditKind {
  authn_login_success,
  authn_login_successafterfail,
  authn_login_new_device,
  authn_login_fail,      ///< with the account if the address has one
  authn_login_fail_max,  ///< further tries have to wait
  authn_login_lock,
  authn_reauthenticate,
  authn_reauthenticate_fail,
  authn_token_created,  ///< refresh, activate, reset_password, …: which purpose
  authn_token_revoked,
  authn_token_reuse,
  authn_password_change,
  authn_password_change_fail,
  authn_password_reset_request,
  authn_password_reset,
  session_created,
  session_renewed,
  session_ended,  ///< logout, logout_all, revoked, password_change, password_reset, email_change, crowded_out, …: why
  session_expired,
  user_created,
  users_imported,  ///< how many, and between which ids
  user_activated,
  user_updated,
  user_disabled,
  user_enabled,
  user_deleted,  ///< closing: asked for, kept: called off, erased: done
  email_change_requested,
  email_changed,
  email_change_undone,
  data_exported,
  privilege_permissions_changed,  ///< the new group
  excess_rate_limit_exceeded,     ///< which limit
  key_rotated,                    ///< scheduled, by_operator, discarded
};
BOOST_DESCRIBE_ENUM(AuditKind, authn_login_success, authn_login_successafterfail, authn_login_new_device,
                    authn_login_fail, authn_login_fail_max, authn_login_lock, authn_reauthenticate,
                    authn_reauthenticate_fail, authn_token_created, authn_token_revoked, authn_token_reuse,
                    authn_password_change, authn_password_change_fail, authn_password_reset_request,
                    authn_password_reset, session_created, session_renewed, session_ended, session_expired,
                    user_created, users_imported, user_activated, user_updated, user_disabled, user_enabled,
                    user_deleted, email_change_requested, email_changed, email_change_undone, data_exported,
                    privilege_permissions_changed, excess_rate_limit_exceeded, key_rotated)

/// False for what was refused or has gone wrong.
bool is_success(AuditKind) noexcept;

}  // namespace foyer
