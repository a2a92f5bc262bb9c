#include "app/audit_admin.h"

#include <fmt/format.h>

#include "app/server_secret.h"
#include "passwords/passwords.h"
#include "platform/async/block_on.h"
#include "platform/crypto/digest.h"

namespace foyer::app {

AuditAdmin::AuditAdmin(const Settings& settings) : settings_{settings}, storage_{open_storage(settings, clock_)} {
  require_head(storage_);
}

std::vector<AuditRow> AuditAdmin::list(AuditFilter filter) {
  Audit audit{Secret{}, clock_, random_};  // only reads what is stored in the clear
  return block_on(storage_.db->read(audit, &Audit::list, filter));
}

AuditReport AuditAdmin::verify(std::optional<AuditPoint> expected) {
  const auto secret = find_secret_of(settings_, storage_);
  if (!secret) {
    throw std::runtime_error{
        fmt::format("the trail is checked with the server's secret: set SECRET_KEY, or DATA_DIR to the folder that "
                    "holds secret.key ({} does not)",
                    settings_.data_dir.string())};
  }
  Audit audit{crypto::derive_key(*secret, "foyer/audit"), clock_, random_};
  auto report = block_on(storage_.db->read(audit, &Audit::verify, std::move(expected)));
  // Accounts are audited when they are made, so a trail without events beside them was wiped.
  if (report.events == 0 && report.findings.empty() && block_on(storage_.db->read(&Passwords::newest))) {
    report.findings.push_back({0, "the trail is empty although there are accounts"});
  }
  return report;
}

}  // namespace foyer::app
