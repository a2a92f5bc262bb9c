#pragma once
// What operators read of the audit trail from the command line. Changes nothing; servers may run beside it.

#include "app/services.h"

namespace foyer::app {

class AuditAdmin {
 public:
  /// Throws std::runtime_error with one sentence if the database is missing or not at this binary's schema.
  explicit AuditAdmin(const Settings&);

  std::vector<AuditRow> list(AuditFilter);
  /// Throws std::runtime_error with one sentence if there is no secret to check with.
  AuditReport verify(std::optional<AuditPoint> expected);

 private:
  const Settings& settings_;
  SystemClock clock_;
  crypto::SystemRandom random_;
  Storage storage_;
};

}  // namespace foyer::app
