-- Who said that a mass incident reaches him too and has no case of his own; no person for whoever scanned a printed code.
CREATE TABLE mass_incident_watchers (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    mass_incident_id UUID NOT NULL,
    person_id UUID,
    place_id UUID,
    at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX mass_incident_watchers_by_incident ON mass_incident_watchers (org_id, mass_incident_id, person_id);
CREATE INDEX mass_incident_watchers_by_person ON mass_incident_watchers (org_id, person_id) WHERE person_id IS NOT NULL;
