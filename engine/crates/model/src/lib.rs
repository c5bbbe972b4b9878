//! The entity-component model: components, systems by phase, markets and rules.
