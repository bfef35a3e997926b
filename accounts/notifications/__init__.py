"""What people are told, by which ways and when: said once, never lost, never twice."""
