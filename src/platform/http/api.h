#pragma once
// Typed endpoints: a handler is a member function that takes and returns described structs, and everything else
// (parsing, field errors, statuses, aliases, the OpenAPI document) follows from its signature and a few words.
//
//   api.post("/api/v1/auth/login", &Auth::login, auth)          Task<Result<TokenResponse>> login(LoginRequest, Client)
//       .summary("Exchange e-mail and password for a session")
//       .may_fail({Errc::invalid_credentials, Errc::account_not_activated});
//
// A handler with a Principal argument is for signed-in viewers only. Build first, then install() into a router, which
// refers to this object from then on.

#include <deque>
#include <tuple>

#include "platform/http/path.h"
#include "platform/http/problem.h"
#include "platform/http/reply.h"

namespace foyer::http {

/// Turns an access token into who presents it; asked once per request of an endpoint that needs a Principal.
using Authenticate = std::function<Task<Result<Principal>>(std::string_view token)>;

class Api {
 public:
  Api(Authenticate authenticate, schema::Rules rules)
      : authenticate_{std::move(authenticate)}, rules_{std::move(rules)} {}
  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;

  template <class Service, class Out, class... In>
  Route get(std::string path, Task<Result<Out>> (Service::*handler)(In...), Service& service) {
    return add(Method::get, std::move(path), handler, service);
  }
  template <class Service, class Out, class... In>
  Route post(std::string path, Task<Result<Out>> (Service::*handler)(In...), Service& service) {
    return add(Method::post, std::move(path), handler, service);
  }
  template <class Service, class Out, class... In>
  Route put(std::string path, Task<Result<Out>> (Service::*handler)(In...), Service& service) {
    return add(Method::put, std::move(path), handler, service);
  }
  template <class Service, class Out, class... In>
  Route patch(std::string path, Task<Result<Out>> (Service::*handler)(In...), Service& service) {
    return add(Method::patch, std::move(path), handler, service);
  }
  template <class Service, class Out, class... In>
  Route del(std::string path, Task<Result<Out>> (Service::*handler)(In...), Service& service) {
    // Its content has no meaning, and some proxies drop it (https://www.rfc-editor.org/rfc/rfc9110#section-9.3.5).
    static_assert(((Input<In>::body == nullptr) && ...), "DELETE takes no body");
    return add(Method::del, std::move(path), handler, service);
  }

  void install(Router&) const;
  const schema::Rules& rules() const noexcept { return rules_; }
  const auto& routes() const noexcept { return endpoints_; }

  struct Endpoint {
    RouteInfo info;
    Handler answer;
  };

 private:
  template <class Service, class Out, class... In>
  Route add(Method method, std::string path, Task<Result<Out>> (Service::*handler)(In...), Service& service) {
    Endpoint& endpoint = endpoints_.emplace_back();
    RouteInfo& info = endpoint.info;
    info.method = method;
    info.path = std::move(path);
    info.needs_principal = (Input<In>::is_principal || ...);
    info.page_session = (Input<In>::in_cookie || ...);
    info.body = first_of({Input<In>::body...});
    info.query = first_of({Input<In>::query...});
    info.segments = first_of({Input<In>::segments...});
    (check_path<In>(info.path), ...);
    info.answer = Reply<Out>::json;
    info.downloads = Reply<Out>::downloads;
    // Not a coroutine itself: it only passes its captures to one, which outlives it.
    endpoint.answer = [this, &info, &service, handler](const Request& request) {
      return answer(*this, info, service, handler, request);
    };
    return Route{info};
  }

  template <class Service, class Out, class... In>
  static Task<Response> answer(const Api& api, const RouteInfo& info, Service& service,
                               Task<Result<Out>> (Service::*handler)(In...), const Request& request) {
    Principal who;
    if constexpr ((Input<In>::is_principal || ...)) {
      auto asked = co_await api.identify(request);
      if (!asked) co_return problem(asked.error(), request);
      who = std::move(*asked);
    }
    std::tuple<Result<In>...> inputs{Input<In>::take(request, info, api.rules_, who)...};
    if (const Error* refusal = first_error(inputs)) co_return problem(*refusal, request);
    Result<Out> out =
        co_await std::apply([&](auto&... input) { return (service.*handler)(std::move(*input)...); }, inputs);
    if (!out) co_return problem(out.error(), request);
    co_return Reply<Out>::of(*out);
  }

  Task<Result<Principal>> identify(const Request&) const;

  template <class... In>
  static const Error* first_error(const std::tuple<Result<In>...>& inputs) {
    const Error* found = nullptr;
    std::apply([&](const auto&... input) { ((found = found || input ? found : &input.error()), ...); }, inputs);
    return found;
  }

  template <class In>
  static void check_path(std::string_view path) {
    if constexpr (Input<In>::segments != nullptr) Input<In>::check(path);
  }

  static Describe first_of(std::initializer_list<Describe> all) {
    for (const Describe one : all) {
      if (one != nullptr) return one;
    }
    return nullptr;
  }

  Authenticate authenticate_;
  schema::Rules rules_;
  std::deque<Endpoint> endpoints_;  // never moves an element: handlers refer to their info
};

}  // namespace foyer::http
