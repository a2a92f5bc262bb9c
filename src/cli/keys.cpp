#include <fmt/format.h>

#include "app/key_admin.h"
#include "cli/commands.h"
#include "cli/table.h"
#include "platform/schema/object.h"

namespace foyer::cli {
namespace {

struct KeyLine {
  std::string kid;
  std::string algorithm;
  std::string state;
  Time created_at{};
  std::optional<Time> activated_at;
  std::optional<Time> retires_at;
};
FOYER_DESCRIBE(KeyLine, kid, algorithm, state, created_at, activated_at, retires_at)

struct RotationLine {
  std::string active;
  std::string former;
  std::optional<Time> former_until;
  std::string next;
};
FOYER_DESCRIBE(RotationLine, active, former, former_until, next)

std::string shown(const std::optional<Time>& at) { return at ? to_rfc3339(*at) : ""; }

}  // namespace

void keys_list(bool json) {
  const app::Settings settings = load_settings();
  app::KeyAdmin admin{settings};
  std::vector<KeyLine> lines;
  for (auto& key : admin.list()) {
    lines.push_back({key.kid, key.algorithm, key.state, key.created_at, key.activated_at, key.retires_at});
  }
  if (json) return print_line(schema::to_json(lines));
  std::vector<std::vector<std::string>> rows;
  for (const auto& line : lines) {
    rows.push_back({line.kid, line.algorithm, line.state, to_rfc3339(line.created_at), shown(line.activated_at),
                    shown(line.retires_at)});
  }
  print_table({"KID", "ALGORITHM", "STATE", "CREATED", "ACTIVATED", "RETIRES"}, rows);
}

void keys_rotate(bool discard_current, bool json) {
  const app::Settings settings = load_settings();
  app::KeyAdmin admin{settings};
  const auto done = admin.rotate(discard_current);
  if (!done) throw Failure{1, std::string{detail_of(done.error())}};
  if (json)
    return print_line(schema::to_json(RotationLine{done->active, done->former, done->former_until, done->next}));
  print_line(fmt::format("Signs now      {}", done->active));
  if (done->former_until) {
    print_line(fmt::format("Signed before  {}; what it signed is good until {}", done->former,
                           to_rfc3339(*done->former_until)));
  } else {
    print_line(
        fmt::format("Removed        {} and all before it; every access token fails within 30 seconds, and devices get "
                    "new ones with their refresh tokens",
                    done->former));
  }
  print_line(fmt::format("Next           {}, published from now on", done->next));
}

}  // namespace foyer::cli
