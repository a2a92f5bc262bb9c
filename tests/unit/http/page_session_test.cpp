// J6: the cookie counts only for a page of this very origin that asks for it with its own field.
#include "platform/http/page_session.h"

#include <gtest/gtest.h>

namespace foyer::http {
namespace {

using Place = PageSession::Place;

Request from_page(std::vector<Field> fields) {
  Request request{.fields = std::move(fields)};
  request.fields.push_back({"Cookie", "__Host-foyer_refresh=token"});
  return request;
}

Place place_of(std::vector<Field> fields) { return page_session_of(from_page(std::move(fields))).place; }

TEST(J6, ThePagesFieldAndOriginOpenTheCookie) {
  const auto page = page_session_of(from_page({{"X-Foyer-Session", "cookie"}, {"Sec-Fetch-Site", "same-origin"}}));
  EXPECT_EQ(page.place, Place::cookie);
  EXPECT_EQ(page.token, "token");
}

TEST(J6, WithoutTheFieldACookieIsNotThere) {
  for (const std::vector<Field>& fields :
       {std::vector<Field>{{"Sec-Fetch-Site", "same-origin"}},
        {{"Sec-Fetch-Site", "same-origin"}, {"X-Foyer-Session", "body"}},
        {{"Sec-Fetch-Site", "same-origin"}, {"X-Foyer-Session", "cookie"}, {"x-foyer-session", "cookie"}}}) {
    const auto page = page_session_of(from_page(fields));
    EXPECT_EQ(page.place, Place::body);
    EXPECT_EQ(page.token, "");
  }
}

TEST(J6, PagesOfOtherSitesAndOriginsAreDenied) {
  for (const char* site : {"cross-site", "same-site", "none", "", "same-origin, same-origin", "SAME-ORIGIN"}) {
    const auto page = page_session_of(from_page({{"X-Foyer-Session", "cookie"},
                                                 {"Sec-Fetch-Site", site},
                                                 {"Host", "a.example"},
                                                 {"Origin", "http://a.example"}}));
    EXPECT_EQ(page.place, Place::denied) << site;
    EXPECT_EQ(page.token, "") << site;
  }
  EXPECT_EQ(
      place_of({{"X-Foyer-Session", "cookie"}, {"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Site", "cross-site"}}),
      Place::denied);
}

TEST(J6, AnOldBrowserIsKnownByItsOrigin) {
  const auto with_origin = [](const char* origin, const char* host) {
    return place_of({{"X-Foyer-Session", "cookie"}, {"Origin", origin}, {"Host", host}});
  };
  EXPECT_EQ(with_origin("http://cinema.example:8000", "cinema.example:8000"), Place::cookie);
  for (const char* origin : {"http://cinema.example", "https://cinema.example:8000", "http://evil.example", "null", "",
                             "http://cinema.example:8000/", "http://cinema.example:80000"}) {
    EXPECT_EQ(with_origin(origin, "cinema.example:8000"), Place::denied) << origin;
  }
  EXPECT_EQ(place_of({{"X-Foyer-Session", "cookie"}, {"Host", "cinema.example"}}), Place::denied);
  EXPECT_EQ(place_of({{"X-Foyer-Session", "cookie"},
                      {"Host", "cinema.example"},
                      {"Origin", "http://cinema.example"},
                      {"Origin", "http://evil.example"}}),
            Place::denied);

  Request secure =
      from_page({{"X-Foyer-Session", "cookie"}, {"Origin", "https://cinema.example"}, {"Host", "cinema.example"}});
  EXPECT_EQ(page_session_of(secure).place, Place::denied);
  secure.secure = true;
  EXPECT_EQ(page_session_of(secure).place, Place::cookie);
}

TEST(J6, ADoubledCookieIsNoToken) {
  Request request = from_page({{"X-Foyer-Session", "cookie"}, {"Sec-Fetch-Site", "same-origin"}});
  request.fields.push_back({"Cookie", "__Host-foyer_refresh=token"});
  const auto page = page_session_of(request);
  EXPECT_EQ(page.place, Place::cookie);
  EXPECT_EQ(page.token, "");
}

}  // namespace
}  // namespace foyer::http
