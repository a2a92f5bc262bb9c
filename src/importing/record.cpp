#include "importing/record.h"

#include <boost/mp11.hpp>

namespace foyer::importing {
namespace {

using Members = boost::describe::describe_members<Record, boost::describe::mod_public>;

}  // namespace

Field field_named(std::string_view column) {
  if (column == "hashed_password" || column == "_hashed_password") return &Record::password_hash;
  if (column == "is_active") return &Record::active;
  Field found = nullptr;
  boost::mp11::mp_for_each<Members>([&](auto member) {
    if (column == member.name) found = member.pointer;
  });
  return found;
}

std::string_view name_of(Field field) {
  std::string_view name = "created_at";
  boost::mp11::mp_for_each<Members>([&](auto member) {
    if (field == member.pointer) name = member.name;
  });
  return name;
}

}  // namespace foyer::importing
