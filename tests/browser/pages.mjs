// The pages of the dashboard: their address in a world, who may open them, and what the tests know of each.

// roles in the order of what they see
export const ROLES = ['chantier', 'coordination', 'convergence', 'dgefp', 'operateur'];
const ALL = ['convergence', 'operateur'];
const BELOW = ['chantier', 'coordination'];
const DECIDE = ['coordination', ...ALL];

// {name, path(world, role), roles: who may open it}
export const PAGES = [
  { name: 'france', path: () => '/france', roles: ALL },
  { name: 'territoire', path: (world) => `/territoire/${ownTerritoire(world)}`, roles: ['coordination', ...ALL] },
  { name: 'chantier', path: (world) => `/chantier/${ownChantier(world)}`, roles: [...BELOW, ...ALL] },
  { name: 'fiche', path: (world) => `/chantier/${ownChantier(world)}/fiche`, roles: [...BELOW, ...ALL] },
  { name: 'envoi', path: (world) => `/chantier/${ownChantier(world)}/envoi/${world.submission}`, roles: [...BELOW, ...ALL], needs: 'submission' },
  { name: 'envois', path: (world) => `/chantier/${ownChantier(world)}/envois`, roles: [...BELOW, ...ALL] },
  { name: 'remontees', path: () => '/remontees', roles: [...BELOW, ...ALL] },
  { name: 'indicateurs', path: () => '/indicateurs', roles: [...BELOW, ...ALL] },
  { name: 'indicateurs-graphique', path: () => '/indicateurs?vue=graphique', roles: [...BELOW, ...ALL] },
  { name: 'indicateur', path: () => '/indicateurs/public.nationalite', roles: [...BELOW, ...ALL] },
  { name: 'depot', path: (world) => `/depot?chantier=${ownChantier(world)}`, roles: ['chantier', 'operateur'] },
  { name: 'retenues', path: () => '/retenues', roles: DECIDE },
  { name: 'retenue', path: (world) => `/retenues/${world.held}`, roles: DECIDE, needs: 'held' },
  { name: 'alertes', path: () => '/alertes', roles: [...BELOW, ...ALL] },
  { name: 'alerte', path: (world) => `/alertes/${world.alerte}`, roles: DECIDE, needs: 'alerte' },
  { name: 'rapports', path: () => '/rapports', roles: [...BELOW, 'dgefp', ...ALL] },
  { name: 'rapport', path: () => `/rapports/${lastQuarter()}?version=0`, roles: ALL },
  { name: 'rapport_chiffre', path: () => `/rapports/${lastQuarter()}/v0/chiffre?code=effectif.sorties_neutres&perimetre=nation`, roles: ALL, needs: 'submission' }, // no draft of nothing
  { name: 'personnes', path: () => '/personnes', roles: ['operateur'] },
  { name: 'reference', path: () => '/reference', roles: ALL },
  { name: 'reference_fermetures', path: () => '/reference/fermetures', roles: ALL },
  { name: 'reference_territoire', path: (world) => `/reference/territoire/${ownTerritoire(world)}`, roles: ALL },
  { name: 'reference_chantier', path: (world) => `/reference/chantier/${ownChantier(world)}`, roles: ALL },
  { name: 'fermetures', path: (world) => `/chantier/${ownChantier(world)}/fermetures`, roles: [...BELOW, ...ALL] },
  { name: 'fermetures_territoire', path: (world) => `/territoire/${ownTerritoire(world)}/fermetures`, roles: ['coordination', ...ALL] },
  { name: 'journal', path: () => '/journal', roles: ALL },
  { name: 'compte', path: () => '/compte', roles: ROLES },
  { name: 'connexion', path: () => '/connexion', roles: [] },
];

export const ownChantier = (world) => world.accounts.chantier.scope.split(':')[1];
export const ownTerritoire = (world) => world.accounts.coordination.scope.split(':')[1];

// The cumulative quarter that ended last.
function lastQuarter() {
  const now = new Date();
  const quarters = now.getUTCFullYear() * 4 + Math.floor(now.getUTCMonth() / 3) - 1;
  return `${Math.floor(quarters / 4)}-C${(quarters % 4) + 1}`;
}

// The pages that a role may open in a world (nobody: those that need no sign-in).
export function pagesOf(world, role) {
  return PAGES.filter((page) => (role ? page.roles.includes(role) : page.roles.length === 0) && (!page.needs || world[page.needs]));
}

// Whom a page is shown as; null: nobody.
export const roleFor = (page) => ['convergence', 'operateur', 'chantier'].find((role) => page.roles.includes(role)) ?? null;
