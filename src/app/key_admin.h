#pragma once
// What operators do to signing keys from the command line, on the database itself; running servers follow by
// themselves.

#include "app/services.h"

namespace foyer::app {

class KeyAdmin {
 public:
  /// Throws std::runtime_error with one sentence if the database is missing or not at this binary's schema.
  explicit KeyAdmin(const Settings&);

  std::vector<KeyFacts> list();
  Result<Rotated> rotate(bool discard_current);

 private:
  const Settings& settings_;
  SystemClock clock_;
  crypto::SystemRandom random_;
  Storage storage_;
};

}  // namespace foyer::app
