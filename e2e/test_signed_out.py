from e2e.looks import on_each_screen


@on_each_screen
def test_sign_in_page_reads_well(page, live_server, alice, expect_accessible, expect_no_sideways_scroll):
    page.goto(f"{live_server.url}/accounts/login/")

    assert page.get_by_label("Password").is_visible()
    expect_accessible(page)
    expect_no_sideways_scroll(page)


def test_stranger_is_sent_to_sign_in_and_back(page, live_server, alice):
    page.goto(f"{live_server.url}/expenses/?q=lunch")
    page.get_by_label("Username or e-mail").fill("Alice@example.org")
    page.get_by_label("Password").fill("correct horse battery staple")
    page.get_by_role("button", name="Sign in").click()

    page.wait_for_url(f"{live_server.url}/expenses/?q=lunch")
    assert page.get_by_role("heading", level=1).inner_text() == "Expenses"
