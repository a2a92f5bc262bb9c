#pragma once
// Expected outcomes are values; exceptions are for what nobody near can handle.

#include <expected>

#include "core/error.h"

namespace foyer {

template <class T>
using Result = std::expected<T, Error>;

/// `return refuse(Errc::invalid_token);`
inline std::unexpected<Error> refuse(Errc code, std::string detail = {}) {
  return std::unexpected(Error{.code = code, .detail = std::move(detail)});
}
inline std::unexpected<Error> refuse(Error error) { return std::unexpected(std::move(error)); }

template <class T>
inline constexpr bool is_result = false;
template <class T>
inline constexpr bool is_result<Result<T>> = true;

/// The answer that carries nothing.
struct Done {};

}  // namespace foyer

/// Binds `name` to the value of a Result expression, or leaves the coroutine with its error.
#define FOYER_CO_TRY(name, ...)                                                    \
  auto name##_result = (__VA_ARGS__);                                              \
  if (!name##_result) co_return ::foyer::refuse(std::move(name##_result.error())); \
  auto& name = *name##_result
