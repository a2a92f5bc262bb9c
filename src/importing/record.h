#pragma once
// One account as a file tells it: texts that nobody has checked yet.

#include <boost/describe.hpp>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace foyer::importing {

struct Record {
  std::optional<std::string> email;
  std::optional<std::string> password_hash;
  std::optional<std::string> active;
  std::optional<std::string> group;
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;
  std::optional<std::string> gender;
  std::optional<std::string> date_of_birth;
  std::optional<std::string> avatar;
  std::optional<std::string> info;
  std::optional<std::string> created_at;  ///< from a database only
};
BOOST_DESCRIBE_STRUCT(Record, (),
                      (email, password_hash, active, group, first_name, last_name, gender, date_of_birth, avatar, info))

using Field = std::optional<std::string> Record::*;

/// By the name of a column, as we or the original system call it; null for others.
Field field_named(std::string_view column);
/// Our name of it.
std::string_view name_of(Field);

/// A row of the file: what it holds, or why it cannot be read.
struct Row {
  std::int64_t number = 0;  ///< its line, or the id of its user
  std::expected<Record, std::string> record;
};

}  // namespace foyer::importing
