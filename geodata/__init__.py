"""What is where: models, spatial questions, coordinates, areas and the walking network."""
