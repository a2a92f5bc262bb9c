#pragma once
// From a request to the arguments of a handler. What an argument is read from follows from its type:
//   Principal   the access token        Client    the connection
//   Method      GET or HEAD, where a GET does more than read
//   Query<T>    the query string        Path<T>   the {name} segments of the path (path.h)
//   PageSession, UnlessInCookie<T>      the session of a page (page_session.h)
//   a described struct   the body

#include "platform/http/route.h"
#include "platform/schema/bind.h"

namespace foyer::http {

template <class T>
struct Query {
  T value;
};

/// The members of a JSON or form body of the right media type, or why it is refused (415, 422).
Result<boost::json::value> body_of(const Request&, const RouteInfo&, boost::json::storage_ptr);
Result<boost::json::value> query_of(const Request&);

/// What most arguments are not read from; an Input hides the one line that differs.
struct NoInput {
  static constexpr bool is_principal = false;
  static constexpr Describe body = nullptr;
  static constexpr Describe query = nullptr;
  static constexpr Describe segments = nullptr;
  static constexpr bool in_cookie = false;
};

template <class T>
struct Input : NoInput {
  static constexpr Describe body = &schema::Codec<T>::schema;
  static Result<T> take(const Request& request, const RouteInfo& route, const schema::Rules& rules, Principal&) {
    schema::ScratchMemory scratch;
    boost::json::monotonic_resource memory{scratch.bytes};
    const auto value = body_of(request, route, &memory);
    if (!value) return refuse(value.error());
    return schema::bind<T>(*value, "body", rules);
  }
};

template <class T>
struct Input<Query<T>> : NoInput {
  static constexpr Describe query = &schema::Codec<T>::schema;
  static Result<Query<T>> take(const Request& request, const RouteInfo&, const schema::Rules& rules, Principal&) {
    const auto value = query_of(request);
    if (!value) return refuse(value.error());
    auto bound = schema::bind<T>(*value, "query", rules);
    if (!bound) return refuse(std::move(bound.error()));
    return Query<T>{std::move(*bound)};
  }
};

template <>
struct Input<Method> : NoInput {
  static Result<Method> take(const Request& request, const RouteInfo&, const schema::Rules&, Principal&) {
    return request.method;
  }
};

template <>
struct Input<Principal> : NoInput {
  static constexpr bool is_principal = true;
  static Result<Principal> take(const Request&, const RouteInfo&, const schema::Rules&, Principal& who) {
    return std::move(who);
  }
};

template <>
struct Input<Client> : NoInput {
  static Result<Client> take(const Request& request, const RouteInfo&, const schema::Rules&, Principal&) {
    return request.client;
  }
};

}  // namespace foyer::http
