#include "platform/schema/bind.h"

namespace foyer::schema {

json::object object_of(const Pairs& pairs) {
  json::object out;
  for (const auto& [name, value] : pairs) out.emplace(name, value);
  return out;
}

}  // namespace foyer::schema
