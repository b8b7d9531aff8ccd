"""What people do in their windows, for every test that does it."""

from playwright.sync_api import BrowserContext, Locator, Page


def come_in(context: BrowserContext, link: str) -> Page:
    """Open a person's entry link in a window of its own."""
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="Continue as").click()
    return page


def wait_for(page: Page, words: str) -> None:
    """Wait until the live part of the page says so; looks at every frame instead of ever more seldom."""
    page.wait_for_function("words => document.querySelector('#live')?.innerText.includes(words)", arg=words)


def open_tasks(page: Page) -> None:
    page.get_by_role("navigation", name="This setup").get_by_role("link", name="tasks").click()


def open_task(page: Page, title: str) -> None:
    """Go on to a task: by the button of the page where the last one ended, else by the task list.

    The window comes to the front first: the browser draws those behind it only once a second.
    """
    page.bring_to_front()
    following = page.get_by_role("link", name=f"Next: {title}")
    if following.is_visible():
        following.click()
    else:
        open_tasks(page)
        page.locator(".tasks").get_by_role("link", name=title).click()


def look(page: Page) -> None:
    """Ask what would change, and wait for the plan."""
    page.get_by_role("button", name="Check what will change").click()
    page.wait_for_function("() => document.querySelector('#live form button.main')")


def agree(page: Page, title: str) -> None:
    """Agree to the plan, and wait for the end."""
    page.get_by_role("button", name=title).click()
    wait_for(page, "Done.")


def carry_out(page: Page, title: str) -> None:
    look(page)
    agree(page, title)


def do_task(page: Page, title: str) -> None:
    open_task(page, title)
    carry_out(page, title)


def in_this_setup(page: Page, link: str) -> Locator:
    """A link of the head, such as “Login check”."""
    return page.get_by_role("navigation", name="This setup").get_by_role("link", name=link)


def sign_in_as_alice(page: Page) -> str:
    """Open the user access URL in a second window, choose Alice, and take the response."""
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Open the user access URL").click()
    window = popup.value
    window.get_by_role("button", name="Alice").click()
    response = window.locator("#saml-response").input_value()
    window.get_by_role("button", name="Continue").click()
    window.locator("main[data-page=agent-workspace]").wait_for()
    window.close()
    return response
