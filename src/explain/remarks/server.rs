//! What the real system makes of a genuine cookie, as it came.

/// What the real system makes of a genuine cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// It takes it, as far as is known.
    Takes,
    /// It refuses the form that the cookie has here, which may have come with the copy.
    RefusesForm,
    /// It refuses it together with what came with it.
    RefusesTogether,
    /// It takes another that came with it, and does not read this one.
    DoesNotRead,
}
