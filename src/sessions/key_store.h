#pragma once
// The statements on signing_keys. Facts never hold key material, sealed or not.

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "platform/db/database.h"
#include "sessions/keyring.h"

namespace foyer::key_store {

struct SealedKey {
  std::string kid;
  std::string state;
  db::Blob sealed;
};
BOOST_DESCRIBE_STRUCT(SealedKey, (), (kid, state, sealed))

struct NewKey {
  std::string kid;
  std::string_view algorithm;
  db::Blob sealed;
  KeyState state = KeyState::next;
  Time created_at{};
  std::optional<Time> activated_at;
};

/// The active one, the next, then those that retire, the youngest first; those past their time are left out.
Task<std::vector<SealedKey>> usable(db::Conn&, std::string_view algorithm, Time now);
/// Of every algorithm, in the order of usable().
Task<std::vector<KeyFacts>> facts(db::Conn&);
Task<std::optional<SealedKey>> newest(db::Conn&);
Task<bool> holds_any(db::Conn&);

Task<void> insert(db::Tx&, const NewKey&);
Task<void> promote(db::Tx&, const std::string& kid, Time now);
Task<void> retire(db::Tx&, const std::string& kid, Time retires_at);
/// Those of other algorithms too.
Task<void> remove_others(db::Tx&, const std::string& kid);
Task<std::int64_t> remove_retired(db::Tx&, Time now);

}  // namespace foyer::key_store
