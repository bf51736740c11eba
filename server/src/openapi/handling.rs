//! What a handler's own types say of it: its arguments are what it takes, its result is what it answers. So the document
//! cannot say anything else than the code does.

use super::operation::Operation;
use std::future::Future;

/// An argument of a handler.
pub(crate) trait Input {
    fn describe(operation: &mut Operation<'_>);
}

/// What a handler answers.
pub(crate) trait Answer {
    fn describe(operation: &mut Operation<'_>);
}

/// All arguments of a handler, in their order.
pub(crate) trait Inputs {
    fn describe(operation: &mut Operation<'_>);
}

/// A handler with these arguments.
pub(crate) trait Handling<I> {
    type Answer;
}

macro_rules! handling {
    ($($argument:ident),*) => {
        impl<$($argument: Input),*> Inputs for ($($argument,)*) {
            fn describe(operation: &mut Operation<'_>) {
                $($argument::describe(operation);)*
                let _ = operation;
            }
        }

        impl<F, Fut, $($argument),*> Handling<($($argument,)*)> for F
        where
            F: Fn($($argument),*) -> Fut,
            Fut: Future,
        {
            type Answer = Fut::Output;
        }
    };
}

handling!();
handling!(A);
handling!(A, B);
handling!(A, B, C);
handling!(A, B, C, D);
handling!(A, B, C, D, E);
handling!(A, B, C, D, E, F1);

impl<A: Answer, E> Answer for Result<A, E> {
    fn describe(operation: &mut Operation<'_>) {
        A::describe(operation);
    }
}

/// Describes an operation by the types of its handler.
pub(crate) fn describe<I: Inputs, A: Answer>(operation: &mut Operation<'_>) {
    I::describe(operation);
    A::describe(operation);
}
