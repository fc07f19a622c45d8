mod crud;
mod graph;

pub(crate) use self::{
    crud::{create, list, one, remove, replace},
    graph::{change_member, member_of, members, membership},
};
