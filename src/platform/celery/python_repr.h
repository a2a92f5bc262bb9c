#pragma once
// Values as Python would print them: what events, Flower and `celery inspect` show to people. Never parsed again.

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

namespace foyer::celery {

/// "{'id': 7, 'ok': True}", cut after about `longest` bytes.
std::string python_repr(const boost::json::value&, std::size_t longest = 1024);
/// "ValueError('boom')"
std::string exception_repr(std::string_view type, std::string_view message);

}  // namespace foyer::celery
