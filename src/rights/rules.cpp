#include "rights/rules.h"

#include <algorithm>

namespace foyer {

bool is_fresh(Time proven_at, Time now) {
  return proven_at >= now - proof_stays_fresh && proven_at <= now + proof_stays_fresh;
}

Time erasure_of(Time now, std::chrono::days wait, std::optional<Time> undoable_until) {
  return std::max(now + wait, undoable_until.value_or(now));
}

}  // namespace foyer
