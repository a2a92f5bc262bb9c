#pragma once
// Reads SQL text as far as PostgreSQL's quotes and comments go
// (https://www.postgresql.org/docs/15/sql-syntax-lexical.html); no statements of its own.

#include <string_view>
#include <vector>

namespace foyer::db {

/// The statements between semicolons, without those that are only space and comments.
std::vector<std::string_view> split_statements(std::string_view script);

/// BEGIN, COMMIT, SAVEPOINT and their kin, which only Database says.
bool controls_transaction(std::string_view statement);

}  // namespace foyer::db
