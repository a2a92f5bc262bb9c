#include "platform/http/message.h"

#include <algorithm>

#include "platform/http/ascii.h"

namespace foyer::http {

std::string_view name_of(Method method) noexcept {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::del:
      return "DELETE";
    case Method::options:
      return "OPTIONS";
  }
  return "GET";
}

std::string_view Request::header(std::string_view name) const noexcept {
  const auto found = std::ranges::find_if(fields, [&](const Field& field) { return same_word(field.name, name); });
  return found == fields.end() ? std::string_view{} : found->value;
}

std::size_t Request::count(std::string_view name) const noexcept {
  return static_cast<std::size_t>(
      std::ranges::count_if(fields, [&](const Field& field) { return same_word(field.name, name); }));
}

std::string_view Request::parameter(std::string_view name) const noexcept {
  const auto found = std::ranges::find(parameters, name, &Field::name);
  return found == parameters.end() ? std::string_view{} : found->value;
}

}  // namespace foyer::http
