#pragma once
// Private keys everyone knows: those printed in the RFCs, and some that must not be taken.

#include <string_view>

namespace foyer::crypto::published {

/// https://www.rfc-editor.org/rfc/rfc7517#appendix-A.2, whose thumbprint is in RFC 7638, section 3.1
inline constexpr std::string_view rsa_pem = R"(-----BEGIN PRIVATE KEY-----
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDS/HtqCh5sZxBK
64+Isldmm032ed2tCZtcSmzZqIAVtaEzvwuFbHhxtt8AC1VPzrPC7VErto8UXG6E
NHUvq1Khz8EkQI95tYpFeMFkKIVXifeiSeOEyy2fri1n/Zb7kmwZjgdzmf3IFcCv
CX3eWq3v9E3nDoJ/SHhDJDm/7rlgaNBHT8UNbZC/OpjfrxBAyJwC1pKrOzwolmCd
hv1zt3TOB0BkfO7qoxC9EvmFqOufWf3UJs6lshIPTyo0vKt2S35sVNaEAji8xAWH
pZ5m7R8ziUV3Y1xHCvdc+Swg0dpD4b/EGeIipvDQuzWMXjj5ywUK6v6QSBTxrBqk
nMqeoMqDAgMBAAECggEAX4cTteJY/gn4FYPsXB8rdXix5vwsg1FLN5E3EaG6RJoV
H+HLLKD9M7dx5oo7GURknchnrRweUkC7hT5fJLM0WbFAKNLWY2vv7B6NqXSzUvxT
0/YSfqijwp3RTzlBaCxWp4doFk5N2o8Gy/nHNKroADIkJ46pRUohsXywbReAdYaM
wFs9tv8d/cPVY3i07a3t8MN6TNwm0dSawm9v47UiCl3Sk5ZiG7xojPLu4sbg1U2j
x4IBTNBznbJSzFHK66jT8bgkuqsk0GjskDJk19Z4qwjwbsnn4j2WBii3RL+Us2lG
VkY8fkFzme1z0HbIkfz0Y6mqnOYtqc0X4jfcKoAC8QKBgQDzeL7si8wZegxcKyS/
vdMqvzrfsWI7tnbvO/yiPqltZRDIs9AFDG09WfAPbRH7rR5MOYPa6Ocy3k+ioyub
xF+Y2FVYO2OMyYIyM6lJeJwUePtc65UhhDKpVaVYSHp03foZVliT3c3wFz29jjXH
LwH1HPM4ZVDNe80S+fs7SdVt+wKBgQDd185H1y5ir7RL6aQUvOAi2AwR8XMHareF
Z6Ey4bSgK6qdve+hsvK6aqNVlA7V0it3CBOcJ2ljMFw59bmvfvQAVeOJZ+380YSK
i+ieLOEqmj1VVLvxPMWDGQh2t5xF7Oxn7WRh3+zWoNvG2QMSB8AhMAb0tScAO6fi
8hxvrJ6XGQKBgBuLD15HOmGvcvKCVvfyC4+MbqabtJc4vx+1U5EvMY+UnV93KBNK
IpmMMSItnpkwLntFDmuXaYBRsgSeHPLUNlReNNl0boCg0z/GpGIRaObQAO+0HvzZ
rbmGXNwt5tyNuBthr0ebEg8VMgDds6vC35/RFJrOq2Nzm/GHoipE4gY9AoGBALPZ
QB/X4IAbKBUfDmnNkfxNoMNvNq09pBjgIbyJZRExNXn6wOoblFLzHwXDKZ/Janlu
r8852GOUkkBe6THQv2oCN5xvCG6dQVG9CVIq2kTalHy4XEG/3fRheA4e3u+Fm0bK
G0aJ7o02DdcQmj+kzutY71q1/i9fLcV8OPeEP3IJAoGAGyM/p6JrXySiz1toFgKb
WV+JdI3jQ4ypu9rbMWx3rQJBfmt0FoYzgUIZEVFEcOqwemRN81zoDAaa+Bk0KWNG
DjJHZDdDmFhW3AN7lI+puxk/mHZGJ11rxyR8O55XLSe3SPmRfKwZI6yU24ZxvQKF
YItdldUKGzO6Ia6zTKhAVRU=
-----END PRIVATE KEY-----
)";

/// https://www.rfc-editor.org/rfc/rfc7515#appendix-A.3.1
inline constexpr std::string_view p256_pem = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgjpsQnnGQmL+YBIff
H1136cspYG6+0iY7X1fCE9+E9LKhRANCAAR/zc4ncPbEXUGDy+5v20t7WAczNXvp
7xO6z248e9FURcfxRM0bvZt+hyzf7bnuufSzaV1uqQskrYpGIyiFiOWt
-----END PRIVATE KEY-----
)";

/// https://www.rfc-editor.org/rfc/rfc8037#appendix-A.1
inline constexpr std::string_view ed25519_pem = R"(-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
-----END PRIVATE KEY-----
)";

/// The right kind of key on a curve that is not ours.
inline constexpr std::string_view p384_pem = R"(-----BEGIN PRIVATE KEY-----
MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDBYLigoJFyhSUEdraS6
z15qnEhPOS1km7l7UiQj6/WxRDzzWi5Jsozf8ZDGGuYM85GhZANiAARfo8H3ZksB
k1LgxKA3rRUvQlE8emByMRiaAFAdred2T/S5lFl5gcpnZWjiwHQSgh0GqCTRNKei
VjbWP13aZ9ukltW7Jf8zXcaRFZBQIw2CfeSj1Uiv16TXuQfsnbNawlM=
-----END PRIVATE KEY-----
)";

/// Too short to sign with.
inline constexpr std::string_view rsa_1024_pem = R"(-----BEGIN PRIVATE KEY-----
MIICdwIBADANBgkqhkiG9w0BAQEFAASCAmEwggJdAgEAAoGBANVSNN3jTS9MPf1v
/Drf+dHmU4din8SCifYm4rwinOleRGDiDO185tk/Nvg6eVV4hcDdvmnHRBc3/EZ5
IzCux1zx+ZUSmUH4wgxraan0GD/Lg6RjgT2VO767z8yRaeLlV6gs+vXJc4AIPj+7
c2BeRVzY+vS1QMZvBxgkhWlU8wh1AgMBAAECgYEAjcReQgAncYF3yRA9Tls/SVGK
vXS7vPsL+LyK/oD6StVNGB3ifYn+WO5796fUrwqzySMUwnOdOtkIHUWwL1BYSKOl
hmy5JZspPSaJp3Ib/Ttm68OMRsq3fhzujMMnV6YWJrO3O+4AvqWMv9tluZq898DL
/gReO+dTg/l/tTMQSZkCQQD3Mt+u9qt+bff8gLnRQo9E1bM6rjPiyzEeGHkKpX4w
sFKrmW0ntbkGzbT0cVb2AUFwkgQbhIVP+I9iHR63gaCTAkEA3OqM++gqs4+kqb3X
ppUJvgkKXE0zAwiqLfPVcD4zCr2SISCNIHxCkPFc0v1CE/O7Ts7R9qlKhz/XSsX3
lMs/1wJARWoIu9XSdE8m+sWe6C8bkgW8LXcrZL0QDtZqbt3n4H4yyLLtnt/9k/aB
oL6O38ece6LU+nEtCjbO9IsezALfdwJBANMToGVIbRRn2PL+GsBlgot6Y9XRRT5O
1xtU8MhwBaDrhGX2jiFN2ORYWVKW/L3HkV45KlA9bKJRk0k0YdxfXr0CQCsxCX8q
yjrNb3q3WO49h+DHAfxwFFoKgBbHmB9P2d82uLlfUERiLDC3uuP8YSZuj04weroI
IlltpPEAohDT7Ao=
-----END PRIVATE KEY-----
)";

/// p256_pem under a passphrase.
inline constexpr std::string_view encrypted_pem = R"(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIH0MF8GCSqGSIb3DQEFDTBSMDEGCSqGSIb3DQEFDDAkBBDRKepKbz1W3OH0IubH
ImlKAgIIADAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQZnUCuPlY4EdPfmIw
kHu+ZgSBkJoDEuGmpVKsbouG+huHS3UmejnlWhe4Faa7rUuLmD9mbcY18F/P0hxH
4bXQqgoEkksQFrb2W2gE/Of8EBmJTJexH8jfzSNK3nDw0CEE4oHP2KiCBo0pvWmI
+rW1WUX9CqMKF0OzN4Ex/Lt0/g52dZ+2XkjaChwNiq7A0xeqcZz2LypSSObT1agj
dIOW9NqU5Q==
-----END ENCRYPTED PRIVATE KEY-----
)";

}  // namespace foyer::crypto::published
