#include "app/key_rotation.h"

#include "platform/crypto/digest.h"

namespace foyer::app {

KeyPolicy key_policy(const Settings& settings) {
  return {.token_lifetime = settings.access_tokens.lifetime + settings.access_tokens.clock_skew,
          .rotate_after = settings.key_rotation};
}

Keyring make_keyring(const Settings& settings, const Secret& secret, const Clock& clock, crypto::Random& random) {
  return Keyring{settings.algorithm, crypto::derive_key(secret, "foyer/signing-keys"), clock, random,
                 key_policy(settings)};
}

Task<Result<Rotated>> rotate_keys(db::Tx& tx, Keyring* keyring, Audit* audit, Rotation rotation) {
  AuditEvent event{.kind = AuditKind::key_rotated, .detail = "by_operator"};
  if (rotation.scheduled) event.detail = "scheduled";
  if (rotation.discard_current) event.detail = "discarded";
  auto rotated = co_await keyring->rotate(tx, std::move(rotation));
  if (!rotated) co_return refuse(std::move(rotated.error()));
  co_await audit->record(tx, std::move(event));
  co_return rotated;
}

}  // namespace foyer::app
