#pragma once
// From foreign bytes to a struct whose values are valid, or to every mistake at once.

#include <utility>

#include "core/result.h"
#include "platform/schema/object.h"
#include "platform/schema/parse.h"

namespace foyer::schema {

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// Most bodies fit the stack, so binding one allocates little but the values themselves. Wiped, since passwords pass
/// it.
struct ScratchMemory {
  unsigned char bytes[4096];
  ~ScratchMemory() { wipe(bytes, sizeof bytes); }
};

/// `origin` is the first word of each error's loc: "body" or "query".
template <class T>
Result<T> bind(const json::value& value, std::string_view origin, const Rules& rules) {
  Binder binder{std::string{origin}, rules};
  auto bound = Codec<T>::read(value, binder);
  if (bound) return std::move(*bound);
  return refuse(Error{.code = Errc::validation_error, .fields = binder.take_errors()});
}

/// A JSON body. Broken JSON is one error of type json_invalid.
template <class T>
Result<T> bind_json(std::string_view text, const Rules& rules) {
  ScratchMemory scratch;
  json::monotonic_resource memory{scratch.bytes};
  const auto value = parse_strict(text, &memory);
  if (!value) {
    return refuse(Error{.code = Errc::malformed_json, .fields = {{"json_invalid", {"body"}, "JSON decode error"}}});
  }
  return bind<T>(*value, "body", rules);
}

/// Pairs of a query string or form as an object of strings; of a repeated name the first is taken.
json::object object_of(const Pairs&);

}  // namespace foyer::schema
