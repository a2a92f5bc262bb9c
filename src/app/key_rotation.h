#pragma once
// A rotation of signing keys as operators and the schedule know it: it is one transaction with its audit event.

#include "app/settings.h"
#include "audit/audit.h"
#include "sessions/keyring.h"

namespace foyer::app {

KeyPolicy key_policy(const Settings&);
/// HS256 has one key, SECRET_KEY itself, and no keyring.
Keyring make_keyring(const Settings&, const Secret& secret, const Clock&, crypto::Random&);

Task<Result<Rotated>> rotate_keys(db::Tx&, Keyring*, Audit*, Rotation);

}  // namespace foyer::app
