#pragma once
// The {name} segments of a route as a struct:
//
//   struct DevicePath { Text<1, 64> id; };
//   FOYER_DESCRIBE(DevicePath, id)
//   api.del("/api/v1/auth/sessions/{id}", &Auth::sign_out, auth)      Task<Result<Done>> sign_out(Principal,
//   Path<DevicePath>)
//
// A segment that cannot be a value of its type names nothing we have, so it is the 404 of an unknown id.

#include <array>
#include <string_view>
#include <tuple>
#include <utility>

#include "platform/http/input.h"
#include "platform/schema/describe.h"

namespace foyer::http {

template <class T>
struct Path {
  T value;
};

/// A number as we write it into links, without sign or leading zeros: one thing has one address.
std::optional<std::int64_t> number_of_segment(std::string_view) noexcept;
/// Throws std::logic_error unless the route has a {name} for every name.
void require_segments(std::string_view route, std::initializer_list<std::string_view> names);

/// How one segment becomes a value; what JSON would write as a string is read as one.
template <class V>
struct Segment {
  static std::optional<V> read(std::string_view text, schema::Binder& binder) {
    return schema::Codec<V>::read(boost::json::value(boost::json::string_view{text.data(), text.size()}), binder);
  }
};

template <>
struct Segment<std::int64_t> {
  static std::optional<std::int64_t> read(std::string_view text, schema::Binder&) { return number_of_segment(text); }
};

template <class Tag>
struct Segment<NumericId<Tag>> {
  static std::optional<NumericId<Tag>> read(std::string_view text, schema::Binder&) {
    const auto number = number_of_segment(text);
    return number ? std::optional{NumericId<Tag>{*number}} : std::nullopt;
  }
};

template <schema::Described T>
struct Input<Path<T>> : NoInput {
  static constexpr Describe segments = &schema::Codec<T>::schema;

  static void check(std::string_view route) { check(route, schema::Members<T>{}); }
  static Result<Path<T>> take(const Request& request, const RouteInfo&, const schema::Rules& rules, Principal&) {
    schema::Binder binder{"path", rules};
    return take(request, binder, schema::Members<T>{});
  }

 private:
  template <template <class...> class List, class... Ms>
  static void check(std::string_view route, List<Ms...>) {
    require_segments(route, {std::string_view{Ms::name}...});
  }
  template <template <class...> class List, class... Ms>
  static Result<Path<T>> take(const Request& request, schema::Binder& binder, List<Ms...>) {
    const auto members = std::make_tuple(read<Ms>(request, binder)...);
    return std::apply(
        [](const auto&... member) -> Result<Path<T>> {
          if (!(member.has_value() && ...)) return refuse(Errc::not_found);
          return Path<T>{T{*member...}};
        },
        members);
  }
  template <class M>
  static auto read(const Request& request, schema::Binder& binder) {
    using V = std::remove_cvref_t<decltype(std::declval<T>().*M::pointer)>;
    return Segment<V>::read(request.parameter(M::name), binder);
  }
};

}  // namespace foyer::http
