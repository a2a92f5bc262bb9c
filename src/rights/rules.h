#pragma once
// What the rights of a viewer are bound to. Decisions only: facts and now in, verdict out.

#include <chrono>
#include <optional>

#include "core/clock.h"

namespace foyer {

/// How long a proof of the password allows what is hard to undo.
inline constexpr std::chrono::minutes proof_stays_fresh{15};

/// A proof from the future is one of another server's clock, and taken within the same bound.
bool is_fresh(Time proven_at, Time now);

/// When an account closed now is erased. Whoever still holds a link that undoes a change of its address must not find
/// it gone: a thief would change the address first and then close the account.
Time erasure_of(Time now, std::chrono::days wait, std::optional<Time> undoable_until);

}  // namespace foyer
