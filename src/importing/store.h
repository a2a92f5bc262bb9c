#pragma once
// The statements of an import. They write to tables that other rooms own, as those rooms' functions would, because a
// hundred thousand accounts are stored by one statement for each table and thousand, not by one for each row. What is
// stored travels as one JSON array, which both databases take apart themselves.

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "core/ids.h"
#include "platform/db/database.h"

namespace foyer::importing_store {

struct Created {
  UserId id;
  std::string email;
};
BOOST_DESCRIBE_STRUCT(Created, (), (id, email))

/// Objects with email, state, group and created_at; answers those whose address was free.
Task<std::vector<Created>> insert_users(db::Tx&, const std::string& users, Time now);
/// Objects with id and hash.
Task<std::int64_t> insert_passwords(db::Tx&, const std::string& passwords, Time now);
/// Objects with id and the six fields of a profile.
Task<std::int64_t> insert_profiles(db::Tx&, const std::string& profiles, Time now);
/// Which of these addresses have an account.
Task<std::vector<std::string>> taken(db::Conn&, const std::string& emails);

}  // namespace foyer::importing_store
