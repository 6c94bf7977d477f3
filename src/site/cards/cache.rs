//! Pictures of cards, as many as there is room for. Enter at [`Cache`].

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

/// Pictures, those that nobody has asked for the longest to be dropped first.
pub(super) struct Cache {
    limit: usize,
    pub(super) bytes: usize,
    pictures: HashMap<blake3::Hash, Arc<[u8]>>,
    /// The next to be dropped first.
    order: VecDeque<blake3::Hash>,
}

impl Cache {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, bytes: 0, pictures: HashMap::new(), order: VecDeque::new() }
    }

    pub(super) fn get(&mut self, key: &blake3::Hash) -> Option<Arc<[u8]>> {
        let picture = Arc::clone(self.pictures.get(key)?);
        // A few hundred at most, so looking for it costs less than keeping a list of links.
        if let Some(at) = self.order.iter().position(|other| other == key) {
            self.order.remove(at);
            self.order.push_back(*key);
        }
        Some(picture)
    }

    pub(super) fn insert(&mut self, key: blake3::Hash, picture: Arc<[u8]>) {
        if picture.len() > self.limit || self.pictures.contains_key(&key) {
            return;
        }
        self.bytes += picture.len();
        self.pictures.insert(key, picture);
        self.order.push_back(key);
        while self.bytes > self.limit {
            let Some(dropped) = self.order.pop_front().and_then(|key| self.pictures.remove(&key)) else { break };
            self.bytes -= dropped.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_stays_within_its_limit_and_keeps_what_is_asked_for() {
        let key = |name: &str| blake3::hash(name.as_bytes());
        let picture = |bytes: usize| Arc::from(vec![0; bytes]);
        let mut cache = Cache::new(100);
        cache.insert(key("a"), picture(40));
        cache.insert(key("b"), picture(40));
        assert!(cache.get(&key("a")).is_some());
        cache.insert(key("c"), picture(40));
        assert!(cache.get(&key("b")).is_none(), "nobody asked for it");
        assert!(cache.get(&key("a")).is_some() && cache.get(&key("c")).is_some());
        assert_eq!((cache.bytes, cache.order.len()), (80, 2));
        cache.insert(key("a"), picture(40));
        cache.insert(key("d"), picture(101));
        assert_eq!((cache.bytes, cache.order.len()), (80, 2));
    }
}
