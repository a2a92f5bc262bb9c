#include "app/key_admin.h"

#include "app/key_rotation.h"
#include "app/server_secret.h"
#include "platform/async/block_on.h"
#include "platform/crypto/digest.h"

namespace foyer::app {

KeyAdmin::KeyAdmin(const Settings& settings) : settings_{settings}, storage_{open_storage(settings, clock_)} {
  require_head(storage_);
}

std::vector<KeyFacts> KeyAdmin::list() { return block_on(storage_.db->read(&Keyring::list)); }

Result<Rotated> KeyAdmin::rotate(bool discard_current) {
  if (settings_.algorithm == crypto::Algorithm::hs256) {
    return refuse(Errc::conflict,
                  "HS256 signs with SECRET_KEY itself: to rotate it, set a new one and restart every server; all "
                  "tokens and links end");
  }
  const auto secret = find_secret_of(settings_, storage_);
  if (!secret) miss_secret(settings_);
  Keyring keyring = make_keyring(settings_, *secret, clock_, random_);
  Audit audit{crypto::derive_key(*secret, "foyer/audit"), clock_, random_};
  auto rotation = block_on(storage_.db->read(keyring, &Keyring::plan));
  if (!rotation) return refuse(std::move(rotation.error()));
  rotation->discard_current = discard_current;
  return block_on(storage_.db->transact(&rotate_keys, &keyring, &audit, std::move(*rotation)));
}

}  // namespace foyer::app
