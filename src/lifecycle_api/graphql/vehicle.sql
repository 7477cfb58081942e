-- vehicle --
-- A vehicle is one for the group; what was paid for it is the business of the rooftop that did, if it is one of {mine}.
SELECT v.tenant_id, v.vin, v.vin_status, v.last8, v.year, v.make, v.model, v.trim, v.body, v.colour, v.stage, v.stock,
       v.acquisition_source, CASE WHEN v.cost_rooftop_id = ANY ({mine}) THEN v.cost_minor END AS cost_minor,
       v.cost_currency, v.asking_price_minor, v.asking_currency, v.odometer_value, v.odometer_unit, v.odometer_read_at,
       v.acquired_at, v.recon_started_at, v.recon_stage, v.front_line_ready_at, v.sold_at, v.delivered_at,
       v.last_serviced_at, v.rooftops, v.last_seen_at, v.position
FROM <vehicle_history>.vehicle v;

-- milestone --
-- The steps that were taken at the rooftops {mine}: of the others neither repair orders nor sales.
SELECT m.* FROM <vehicle_history>.milestone m WHERE m.rooftop_id = ANY ({mine});
