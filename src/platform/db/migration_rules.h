#pragma once
// Decisions about schema versions: what is known, what is stored, and where to go; no statements here.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/result.h"
#include "platform/db/migrate.h"

namespace foyer::db {

/// SHA-256 of the text that goes up, in lower-case hex. The way down is not covered: it can be mended after release.
std::string checksum_of(const Migration&);

/// Whether `applied` (oldest first) is a start of `known` in the same words. The sentence of a refusal says what to do.
Result<Done> agree(std::span<const AppliedMigration> applied, std::span<const Migration> known);

/// The number of the newest migration that shall be applied afterwards; 0 means none. `applied` agrees with `known`.
Result<int> upgrade_goal(MigrationTarget, std::span<const AppliedMigration> applied, std::span<const Migration> known);
Result<int> downgrade_goal(MigrationTarget, std::span<const AppliedMigration> applied,
                           std::span<const Migration> known);

}  // namespace foyer::db
