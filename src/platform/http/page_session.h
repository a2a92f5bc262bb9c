#pragma once
// A session that our own pages keep in a cookie no script can read (security.md J6). A page asks for it with
// X-Foyer-Session: cookie, a field that neither a form nor, without our leave, a foreign page can send, and the request
// must come from our own origin. Which routes honour it follows from their signatures:
//   PageSession              what the page asks for and what its cookie holds
//   UnlessInCookie<T>        a T from the body, or nothing where the cookie takes its place
//   WithPageSession<T>       answers T and sets or clears the cookie

#include <optional>
#include <string>
#include <utility>

#include "platform/http/input.h"
#include "platform/http/reply.h"

namespace foyer::http {

inline constexpr std::string_view page_session_field = "X-Foyer-Session";

struct PageSession {
  enum class Place {
    body,    ///< no page asks for the cookie
    cookie,  ///< one of ours does
    denied,  ///< someone asks for it who is not on a page of ours
  } place = Place::body;
  std::string token{};  ///< what the cookie holds; empty unless its place is the cookie
};

PageSession page_session_of(const Request&);

template <class T>
struct UnlessInCookie {
  std::optional<T> body;
};

template <class T>
struct WithPageSession {
  T answer;
  std::optional<Header> cookie{};
};

Header keep_in_page(std::string_view token, std::chrono::seconds lifetime);
Header clear_from_page();

template <>
struct Input<PageSession> : NoInput {
  static constexpr bool in_cookie = true;
  static Result<PageSession> take(const Request& request, const RouteInfo&, const schema::Rules&, Principal&) {
    return page_session_of(request);
  }
};

template <class T>
struct Input<UnlessInCookie<T>> : NoInput {
  static constexpr Describe body = Input<T>::body;
  static Result<UnlessInCookie<T>> take(const Request& request, const RouteInfo& route, const schema::Rules& rules,
                                        Principal& who) {
    if (page_session_of(request).place == PageSession::Place::body) {
      auto bound = Input<T>::take(request, route, rules, who);
      if (!bound) return refuse(std::move(bound.error()));
      return UnlessInCookie<T>{std::move(*bound)};
    }
    // Still JSON and nothing else, which is one thing more that a foreign form cannot send.
    const auto value = body_of(request, route, {});
    if (!value) return refuse(value.error());
    return UnlessInCookie<T>{};
  }
};

template <class T>
struct Reply<WithPageSession<T>> {
  static constexpr Describe json = Reply<T>::json;
  static constexpr bool downloads = false;
  static Response of(WithPageSession<T>& out) {
    Response response = Reply<T>::of(out.answer);
    if (out.cookie) response.headers.push_back(std::move(*out.cookie));
    return response;
  }
};

}  // namespace foyer::http
