#include "platform/db/migration_rules.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <new>

namespace foyer::db {
namespace {

int newest(std::span<const Migration> known) { return known.empty() ? 0 : known.back().number; }
int newest(std::span<const AppliedMigration> applied) { return applied.empty() ? 0 : applied.back().number; }

std::unexpected<Error> no_such(int number, std::span<const Migration> known) {
  return refuse(Errc::conflict,
                fmt::format("There is no migration {}: the newest this binary knows is {}.", number, newest(known)));
}

bool knows(std::span<const Migration> known, int number) {
  return number == 0 || std::ranges::find(known, number, &Migration::number) != known.end();
}

}  // namespace

std::string checksum_of(const Migration& migration) {
  std::array<unsigned char, 32> digest{};
  if (EVP_Digest(migration.up.data(), migration.up.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1) {
    throw std::bad_alloc{};
  }
  std::string hex;
  for (const unsigned char byte : digest) hex += fmt::format("{:02x}", byte);
  return hex;
}

Result<Done> agree(std::span<const AppliedMigration> applied, std::span<const Migration> known) {
  if (newest(applied) > newest(known)) {
    return refuse(Errc::conflict,
                  fmt::format("The database is at migration {} and this binary knows them up to {}: start the newer "
                              "binary, or go back with that one's `foyer migrate downgrade {}`.",
                              newest(applied), newest(known), newest(known)));
  }
  for (std::size_t i = 0; i < applied.size(); ++i) {
    const Migration& expected = known[std::min(i, known.size() - 1)];
    if (applied[i].number > expected.number) {
      return refuse(Errc::conflict, fmt::format("Migration {} ({}) is not applied but later ones are: restore a backup "
                                                "from before migration {}.",
                                                expected.number, expected.name, applied[i].number));
    }
    if (applied[i].number != expected.number) {
      return refuse(Errc::conflict,
                    fmt::format("The database holds migration {} ({}), which this binary does not know: "
                                "start the binary that applied it.",
                                applied[i].number, applied[i].name));
    }
    if (applied[i].checksum != checksum_of(expected)) {
      return refuse(Errc::conflict, fmt::format("Migration {} ({}) was applied with another text than this binary's: "
                                                "start the binary that applied it; a released migration never changes.",
                                                expected.number, expected.name));
    }
  }
  return Done{};
}

Result<int> upgrade_goal(MigrationTarget target, std::span<const AppliedMigration> applied,
                         std::span<const Migration> known) {
  switch (target.kind) {
    case MigrationTarget::Kind::head:
      return newest(known);
    case MigrationTarget::Kind::base:
      return refuse(Errc::conflict, "\"base\" is reached by a downgrade.");
    case MigrationTarget::Kind::absolute:
      if (!knows(known, target.value)) return no_such(target.value, known);
      if (target.value < newest(applied)) {
        return refuse(Errc::conflict, fmt::format("The database is at migration {}: {} is reached by a downgrade.",
                                                  newest(applied), target.value));
      }
      return target.value;
    case MigrationTarget::Kind::relative:
      break;
  }
  if (target.value < 0) return refuse(Errc::conflict, "An upgrade goes forward: write +1, a number or head.");
  const std::size_t pending = known.size() - applied.size();
  if (static_cast<std::size_t>(target.value) > pending) {
    return refuse(Errc::conflict, fmt::format("Only {} migrations are left to apply.", pending));
  }
  if (target.value == 0) return newest(applied);
  return known[applied.size() + static_cast<std::size_t>(target.value) - 1].number;
}

Result<int> downgrade_goal(MigrationTarget target, std::span<const AppliedMigration> applied,
                           std::span<const Migration> known) {
  switch (target.kind) {
    case MigrationTarget::Kind::head:
      return refuse(Errc::conflict, "\"head\" is reached by an upgrade.");
    case MigrationTarget::Kind::base:
      return 0;
    case MigrationTarget::Kind::absolute:
      if (!knows(known, target.value)) return no_such(target.value, known);
      if (target.value > newest(applied)) {
        return refuse(Errc::conflict, fmt::format("The database is at migration {}: {} is reached by an upgrade.",
                                                  newest(applied), target.value));
      }
      return target.value;
    case MigrationTarget::Kind::relative:
      break;
  }
  if (target.value > 0) return refuse(Errc::conflict, "A downgrade goes back: write -1, a number or base.");
  const auto back = static_cast<std::size_t>(-target.value);
  if (back > applied.size()) {
    return refuse(Errc::conflict, fmt::format("Only {} migrations are applied.", applied.size()));
  }
  const std::size_t left = applied.size() - back;
  return left == 0 ? 0 : applied[left - 1].number;
}

Result<MigrationTarget> MigrationTarget::parse(std::string_view text) {
  if (text == "head") return MigrationTarget{Kind::head};
  if (text == "base") return MigrationTarget{Kind::base};
  const bool forward = text.starts_with('+');
  const Kind kind = forward || text.starts_with('-') ? Kind::relative : Kind::absolute;
  const std::string_view digits = kind == Kind::relative ? text.substr(1) : text;
  constexpr int most = 9999;
  int value = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool whole = parsed.ec == std::errc{} && parsed.ptr == digits.data() + digits.size();
  if (!whole || value < 0 || value > most) {
    return refuse(Errc::bad_request, "A migration target is head, base, +N, -N or a number.");
  }
  return MigrationTarget{kind, kind == Kind::relative && !forward ? -value : value};
}

}  // namespace foyer::db
